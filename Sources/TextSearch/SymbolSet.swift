/// What one place of a text may hold: characters, and bytes that are part of none.
///
/// A text is read as UTF-8, and each byte that is not part of a well-formed sequence as a symbol of its own. So `.` is
/// a whole character, or one invalid byte.
struct SymbolSet: Hashable, Sendable {
    /// The characters: ascending ranges of Unicode scalar values, apart from each other.
    private(set) var scalars: [ClosedRange<UInt32>]
    /// Bytes from 0x80 on that an escape such as `\xff` named: part of a character or not.
    var rawBytes: Set<UInt8> = []
    /// Whether any invalid byte is in it.
    var hasInvalid: Bool

    /// The largest scalar value.
    static let last: UInt32 = 0x10ffff
    /// Everything.
    static let all = SymbolSet([0...last], hasInvalid: true)

    init(_ ranges: [ClosedRange<UInt32>], hasInvalid: Bool = false) {
        self.hasInvalid = hasInvalid
        scalars = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let before = scalars.last, UInt64(range.lowerBound) <= UInt64(before.upperBound) + 1 {
                scalars[scalars.count - 1] = before.lowerBound...max(before.upperBound, range.upperBound)
            } else {
                scalars.append(range)
            }
        }
    }

    init(scalar: UInt32) {
        self.init([scalar...scalar])
    }

    /// All that is not in it. Of no use for sets with raw bytes.
    var inverted: SymbolSet {
        var (ranges, next): ([ClosedRange<UInt32>], UInt32) = ([], 0)
        for range in scalars {
            if next < range.lowerBound { ranges.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { ranges.append(next...Self.last) }
        return SymbolSet(ranges, hasInvalid: !hasInvalid)
    }

    func union(_ other: SymbolSet) -> SymbolSet {
        var result = SymbolSet(scalars + other.scalars, hasInvalid: hasInvalid || other.hasInvalid)
        result.rawBytes = rawBytes.union(other.rawBytes)
        return result
    }

    /// The only character; nil for none, for several, and for what is no character.
    var onlyScalar: UInt32? {
        guard rawBytes.isEmpty, !hasInvalid, scalars.count == 1, scalars[0].count == 1 else { return nil }
        return scalars[0].lowerBound
    }

    /// The characters below 0x80.
    var ascii: [ClosedRange<UInt8>] {
        scalars.filter { $0.lowerBound < 0x80 }.map { UInt8($0.lowerBound)...UInt8(min($0.upperBound, 0x7f)) }
    }

    /// The characters from 0x80 on.
    var beyondASCII: [ClosedRange<UInt32>] {
        scalars.filter { $0.upperBound >= 0x80 }.map { max($0.lowerBound, 0x80)...$0.upperBound }
    }

    /// Whether all that is not ASCII is in it, as in `.`, `\S` and `[^a]`.
    var isWide: Bool { hasInvalid && beyondASCII == [0x80...Self.last] }

    /// Upper and lower case added, character by character.
    var ignoringCase: SymbolSet {
        var ranges = scalars
        for range in scalars where range.count <= 2048 {
            for value in range { ranges += CaseVariants.of(value).map { $0...$0 } }
        }
        var result = SymbolSet(ranges, hasInvalid: hasInvalid)
        result.rawBytes = rawBytes
        return result
    }
}
