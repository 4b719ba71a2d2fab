extension ByteWriter {
    /// Appends a JSON string, quotes included.
    public mutating func append(jsonString text: String) {
        var text = text
        text.withUTF8 { append(jsonString: UnsafeRawBufferPointer($0)) }
    }

    /// Appends bytes as a JSON string, quotes included: control characters escaped, invalid UTF-8 as U+FFFD
    /// (one for each maximal ill-formed part, as the Unicode standard recommends), so that no byte of a log
    /// line can end the string or the line it stands in.
    public mutating func append(jsonString bytes: UnsafeRawBufferPointer) {
        append(byte: UInt8(ascii: "\""))
        append(jsonEscaped: bytes)
        append(byte: UInt8(ascii: "\""))
    }

    /// The same without the quotes.
    public mutating func append(jsonEscaped bytes: UnsafeRawBufferPointer) {
        var index = 0
        let count = bytes.count
        while index < count {
            index += append(plainPrefixOf: UnsafeRawBufferPointer(rebasing: bytes[index...]))
            if index == count { return }
            let byte = bytes[index]
            if byte < 0x80 {
                append(escapedASCII: byte)
                index += 1
            } else {
                let sequence = UTF8Sequence(in: bytes, at: index)
                if sequence.isValid {
                    append(UnsafeRawBufferPointer(rebasing: bytes[index..<index + sequence.length]))
                } else {
                    append("\u{FFFD}")
                }
                index += sequence.length
            }
        }
    }

    private mutating func append(escapedASCII byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case 0x0a: append("\\n")
        case 0x0d: append("\\r")
        case 0x09: append("\\t")
        case 0x08: append("\\b")
        case 0x0c: append("\\f")
        default:
            append("\\u00")
            append(hexDigits: byte)
        }
    }

    /// Appends two lower-case hexadecimal digits.
    public mutating func append(hexDigits byte: UInt8) {
        append(byte: Self.hexDigit(byte >> 4))
        append(byte: Self.hexDigit(byte & 15))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 { value < 10 ? 48 + value : 87 + value }
}

/// The scan for bytes that stand in a JSON string as they are.
@usableFromInline
enum JSONScan {
    /// The high bit of each lane that needs a closer look; exact up to and including the first such lane.
    ///
    /// A byte below 0x20 borrows in the subtraction, and a byte equal to the quote or the backslash becomes zero under
    /// XOR; bytes beyond ASCII have the bit already.
    @inlinable
    static func special(_ word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let backslash = word ^ (ones &* 0x5c)
        let quoteHit = (quote &- ones) & ~quote
        let backslashHit = (backslash &- ones) & ~backslash
        return (word | control | quoteHit | backslashHit) & high
    }

    /// Whether any of 32 bytes needs a closer look.
    @inlinable
    @inline(__always)
    static func holdsSpecial(_ words: SIMD4<UInt64>) -> Bool {
        let ones = SIMD4<UInt64>(repeating: 0x0101_0101_0101_0101)
        let control = (words &- SIMD4(repeating: 0x2020_2020_2020_2020)) & ~words
        let quote = words ^ SIMD4(repeating: 0x2222_2222_2222_2222)
        let backslash = words ^ SIMD4(repeating: 0x5c5c_5c5c_5c5c_5c5c)
        let hits = words | control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
        let pair = hits.lowHalf | hits.highHalf
        return (pair.x | pair.y) & 0x8080_8080_8080_8080 != 0
    }
}
