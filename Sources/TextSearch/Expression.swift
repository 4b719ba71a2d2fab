/// A regular expression, taken apart: what the parser yields and the writers read.
///
/// Only whether a text matches is asked, never where: groups are not numbered, and greed makes no difference.
indirect enum Expression: Hashable, Sendable {
    /// One symbol.
    case set(SymbolSet)
    /// One after the other; none of them is the empty text.
    case sequence([Expression])
    /// One of them.
    case choice([Expression])
    /// So many times; no maximum is as often as can be.
    case repeated(Expression, minimum: Int, maximum: Int?)
    /// A place, and no text.
    case assertion(Assertion)

    enum Assertion: Hashable, Sendable {
        /// `^` and `\A`.
        case textStart
        /// `^` with `(?m)`.
        case lineStart
        /// `$` and `\Z`: also before a last line feed.
        case textEnd
        /// `\z`.
        case veryEnd
        /// `$` with `(?m)`.
        case lineEnd
        /// `\b`.
        case wordBoundary
        /// `\B`.
        case noWordBoundary
    }

    /// The empty text.
    static let empty = Expression.sequence([])

    /// Whether a text without any symbol may match, assertions aside.
    var isNullable: Bool {
        switch self {
        case .set: false
        case .sequence(let parts): parts.allSatisfy(\.isNullable)
        case .choice(let parts): parts.contains(where: \.isNullable)
        case .repeated(let part, let minimum, _): minimum == 0 || part.isNullable
        case .assertion: true
        }
    }

    /// Whether a place is asked for, anywhere.
    var hasAssertions: Bool {
        switch self {
        case .set: false
        case .sequence(let parts), .choice(let parts): parts.contains(where: \.hasAssertions)
        case .repeated(let part, _, _): part.hasAssertions
        case .assertion: true
        }
    }

    /// The positions once the repeats are written out; stops counting at a bound far above `PatternLimits`.
    var positions: Int {
        let bound = 1 << 30
        switch self {
        case .set(let set): return set.isWide ? 2 : 1 + 4 * set.beyondASCII.count
        case .sequence(let parts), .choice(let parts): return min(bound, parts.reduce(1) { $0 + $1.positions })
        case .repeated(let part, let minimum, let maximum):
            return min(bound, part.positions * max(1, maximum ?? (minimum + 1)))
        case .assertion: return 1
        }
    }

    /// The same without what is asked of places: matches wherever this does, and elsewhere.
    var withoutAssertions: Expression {
        switch self {
        case .set: self
        case .sequence(let parts): .sequence(parts.map(\.withoutAssertions))
        case .choice(let parts): .choice(parts.map(\.withoutAssertions))
        case .repeated(let part, let minimum, let maximum):
            .repeated(part.withoutAssertions, minimum: minimum, maximum: maximum)
        case .assertion: .empty
        }
    }
}
