internal import LogModel

/// What kind of bytes a message is.
enum TextCheck {
    /// Whether these bytes are no text at all: more than a quarter of them are NUL or not UTF-8.
    static func isBinary(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let start = firstOdd(bytes)
        if start == bytes.count { return false }
        var index = start
        var bad = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                if byte == 0 { bad += 1 }
                index += 1
                continue
            }
            let sequence = UTF8Sequence(in: bytes, at: index)
            if !sequence.isValid { bad += sequence.length }
            index += sequence.length
        }
        return bad * 4 > bytes.count
    }

    /// Whether a terminal shows these bytes as they are: well-formed UTF-8 without control characters but TAB and
    /// LF, which is journalctl's utf8_is_printable().
    static func isPrintable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = plainPrefix(bytes)
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                guard byte >= 0x20 && byte != 0x7f || byte == 0x09 || byte == 0x0a else { return false }
                index += 1
                continue
            }
            let sequence = UTF8Sequence(in: bytes, at: index)
            guard sequence.isValid, !(byte == 0xc2 && bytes[index + 1] < 0xa0),
                !isNonCharacter(UnsafeRawBufferPointer(rebasing: bytes[index..<index + sequence.length]))
            else { return false }
            index += sequence.length
        }
        return true
    }

    /// U+FDD0 to U+FDEF and the last two of each plane, which systemd takes for no characters (unichar_is_valid).
    private static func isNonCharacter(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 3 else { return false }
        let lead = UInt32(bytes[0]) & (bytes.count == 3 ? 0x0f : 0x07)
        let scalar = bytes.dropFirst().reduce(lead) { $0 << 6 | UInt32($1 & 0x3f) }
        return scalar & 0xfffe == 0xfffe || (0xfdd0...0xfdef).contains(scalar)
    }

    /// How many bytes at the beginning are printable ASCII; at most 7 fewer.
    private static func plainPrefix(_ bytes: UnsafeRawBufferPointer) -> Int {
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let control = (word &- 0x2020_2020_2020_2020) & ~word
            let delete = word ^ 0x7f7f_7f7f_7f7f_7f7f
            let deleteHit = (delete &- 0x0101_0101_0101_0101) & ~delete
            if (word | control | deleteHit) & 0x8080_8080_8080_8080 != 0 { return index }
            index += 8
        }
        return index
    }

    /// The index of the first NUL or non-ASCII byte, at most 7 early; the count where there is none.
    private static func firstOdd(_ bytes: UnsafeRawBufferPointer) -> Int {
        var index = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let nul = (word &- 0x0101_0101_0101_0101) & ~word
            if (word | nul) & 0x8080_8080_8080_8080 != 0 { return index }
            index += 8
        }
        while index < bytes.count, bytes[index] != 0, bytes[index] < 0x80 { index += 1 }
        return index
    }
}
