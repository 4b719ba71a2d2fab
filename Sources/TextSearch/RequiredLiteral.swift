public import LogModel

/// Bytes that every matching message holds: what lets a block be passed over that cannot hold them.
public struct RequiredLiteral: Hashable, Sendable {
    /// At least `minimumBytes` bytes. Where case is ignored they are in lower case, ASCII's letters only.
    public let bytes: [UInt8]
    /// A message holds them once ASCII's letters in it are put in lower case.
    public let isFolded: Bool

    /// Fewer are told as none: they stand in nearly every block.
    public static let minimumBytes = 4

    /// The longest that can be derived from the pattern; nil where none is certain. Of a pattern that excludes,
    /// messages that match it are left out: no block can be passed over for it.
    public init?(_ pattern: TextPattern) {
        guard !pattern.isExcluded else { return nil }
        // What is no expression matches nothing, and is refused elsewhere.
        guard let expression = try? CompiledPattern.expression(pattern) else { return nil }
        var search = LiteralSearch(folds: pattern.ignoresCase)
        search.visit(expression)
        search.breakRun()
        guard search.best.count >= Self.minimumBytes else { return nil }
        (bytes, isFolded) = (search.best, pattern.ignoresCase)
    }
}

/// Goes through what each match has to hold, from left to right.
private struct LiteralSearch {
    let folds: Bool
    var best: [UInt8] = []
    private var run: [UInt8] = []

    init(folds: Bool) {
        self.folds = folds
    }

    mutating func breakRun() {
        if run.count > best.count { best = run }
        run = []
    }

    mutating func visit(_ expression: Expression) {
        switch expression {
        case .set(let set):
            if let bytes = bytes(of: set) { run += bytes } else { breakRun() }
        case .sequence(let parts):
            for part in parts { visit(part) }
        case .choice:
            breakRun()
        case .repeated(let part, let minimum, _):
            // At least one of them stands by itself somewhere.
            breakRun()
            guard minimum > 0 else { return }
            visit(part)
            breakRun()
        case .assertion:
            // A place takes no bytes: what is around it touches.
            break
        }
    }

    /// The bytes that each match has here; nil when there is a choice.
    private func bytes(of set: SymbolSet) -> [UInt8]? {
        if set.scalars.isEmpty, !set.hasInvalid, set.rawBytes.count == 1 { return Array(set.rawBytes) }
        if let scalar = set.onlyScalar { return UTF8Ranges.bytes(scalar).map { folded($0) } }
        guard folds, set.beyondASCII.isEmpty, set.rawBytes.isEmpty, !set.hasInvalid else { return nil }
        let letters = Set(set.ascii.flatMap { $0.map { folded($0) } })
        return letters.count == 1 ? Array(letters) : nil
    }

    private func folded(_ byte: UInt8) -> UInt8 {
        folds && (65...90).contains(byte) ? byte + 32 : byte
    }
}
