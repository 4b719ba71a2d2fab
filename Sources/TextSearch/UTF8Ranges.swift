/// Byte ranges, one for each place, whose sequences are the UTF-8 of a range of characters.
enum UTF8Ranges {
    /// The sequences of all characters of a range; surrogates, which UTF-8 has not, are left out.
    static func sequences(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        let cuts: [ClosedRange<UInt32>] = [
            0...0x7f, 0x80...0x7ff, 0x800...0xd7ff, 0xe000...0xffff, 0x1_0000...0x10_ffff,
        ]
        return cuts.flatMap { cut -> [[ClosedRange<UInt8>]] in
            guard cut.overlaps(range) else { return [] }
            let part = range.clamped(to: cut)
            return split(bytes(part.lowerBound), bytes(part.upperBound))
        }
    }

    /// The UTF-8 of a character, or of a number up to 21 bits that is none.
    static func bytes(_ value: UInt32) -> [UInt8] {
        func tail(_ shift: UInt32) -> UInt8 { 0x80 | UInt8(value >> shift & 0x3f) }
        switch value {
        case ..<0x80: return [UInt8(value)]
        case ..<0x800: return [0xc0 | UInt8(value >> 6), tail(0)]
        case ..<0x1_0000: return [0xe0 | UInt8(value >> 12), tail(6), tail(0)]
        default: return [0xf0 | UInt8(value >> 18), tail(12), tail(6), tail(0)]
        }
    }

    /// From one sequence through another of the same length.
    private static func split(_ low: [UInt8], _ high: [UInt8]) -> [[ClosedRange<UInt8>]] {
        guard low.count > 1 else { return [[low[0]...high[0]]] }
        let (lowTail, highTail) = (Array(low.dropFirst()), Array(high.dropFirst()))
        if low[0] == high[0] { return split(lowTail, highTail).map { [low[0]...low[0]] + $0 } }
        var (first, last) = (low[0], high[0])
        var result: [[ClosedRange<UInt8>]] = []
        let (least, most) = ([UInt8](repeating: 0x80, count: lowTail.count), lowTail.map { _ in UInt8(0xbf) })
        if lowTail != least {
            result += split(lowTail, most).map { [first...first] + $0 }
            first += 1
        }
        var end: [[ClosedRange<UInt8>]] = []
        if highTail != most {
            end = split(least, highTail).map { [last...last] + $0 }
            last -= 1
        }
        if first <= last { result.append([first...last] + least.map { _ in 0x80...0xbf }) }
        return result + end
    }
}
