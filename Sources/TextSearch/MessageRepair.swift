internal import LogModel

/// Text that is not UTF-8, written so that it looks like it: each byte that is part of no well-formed sequence (Unicode
/// 16, table 3-7) becomes the four bytes of a number beyond Unicode, which no text holds.
enum MessageRepair {
    /// The bytes that stand for an invalid one: F4 B0 and its eight bits.
    static func sequence(of byte: UInt8) -> [UInt8] {
        [0xf4, 0xb0, 0x80 | byte >> 6, 0x80 | byte & 0x3f]
    }

    /// Whether all is well-formed. ASCII takes eight bytes at a time.
    static func isValid(_ text: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < text.count {
            index = passASCII(text, from: index)
            guard index < text.count else { return true }
            let sequence = UTF8Sequence(in: text, at: index)
            guard sequence.isValid else { return false }
            index += sequence.length
        }
        return true
    }

    /// The text with what is invalid replaced.
    static func repaired(_ text: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 2 + 16)
        var index = 0
        while index < text.count {
            let found = UTF8Sequence(in: text, at: index)
            for byte in text[index..<index + found.length] {
                if found.isValid { result.append(byte) } else { result += sequence(of: byte) }
            }
            index += found.length
        }
        return result
    }

    /// Whether all is ASCII.
    static func isASCII(_ text: UnsafeRawBufferPointer) -> Bool { passASCII(text, from: 0) == text.count }

    private static func passASCII(_ text: UnsafeRawBufferPointer, from start: Int) -> Int {
        var index = start
        while index + 8 <= text.count,
            text.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        {
            index += 8
        }
        while index < text.count, text[index] < 0x80 { index += 1 }
        return index
    }
}
