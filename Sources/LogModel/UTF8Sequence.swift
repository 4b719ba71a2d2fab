/// One encoded character, or one maximal ill-formed part, of bytes that claim to be UTF-8.
public struct UTF8Sequence: Sendable {
    /// How many bytes it takes, at least 1.
    public let length: Int
    /// Whether it is a character (Unicode 15, table 3-7: no overlong form, no surrogate).
    public let isValid: Bool

    /// Reads the sequence that begins at `index`.
    @inlinable
    public init(in bytes: UnsafeRawBufferPointer, at index: Int) {
        let first = bytes[index]
        let (needed, low, high) = Self.shape(of: first)
        guard needed > 0 else {
            (length, isValid) = (1, first < 0x80)
            return
        }
        var used = 1
        while used <= needed, index + used < bytes.count {
            let byte = bytes[index + used]
            let range = used == 1 ? low...high : 0x80...0xbf
            guard range.contains(byte) else { break }
            used += 1
        }
        (length, isValid) = (used, used == needed + 1)
    }

    /// How many bytes follow a lead byte, and the range of the second.
    @usableFromInline
    static func shape(of lead: UInt8) -> (needed: Int, low: UInt8, high: UInt8) {
        switch lead {
        case 0xc2...0xdf: (1, 0x80, 0xbf)
        case 0xe0: (2, 0xa0, 0xbf)
        case 0xed: (2, 0x80, 0x9f)
        case 0xe1...0xef: (2, 0x80, 0xbf)
        case 0xf0: (3, 0x90, 0xbf)
        case 0xf1...0xf3: (3, 0x80, 0xbf)
        case 0xf4: (3, 0x80, 0x8f)
        default: (0, 0, 0)
        }
    }
}
