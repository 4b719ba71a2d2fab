internal import LogModel

extension ByteWriter {
    /// Appends a JSON string of bytes in base64 with padding (RFC 4648 §4), quotes included.
    mutating func append(base64 bytes: UnsafeRawBufferPointer) {
        reserve(bytes.count / 3 * 4 + 6)
        append(byte: UInt8(ascii: "\""))
        var index = 0
        while index < bytes.count {
            let left = bytes.count - index
            let word =
                UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                | (left > 2 ? UInt32(bytes[index + 2]) : 0)
            append(byte: Self.base64Digit(word >> 18))
            append(byte: Self.base64Digit(word >> 12 & 63))
            append(byte: left > 1 ? Self.base64Digit(word >> 6 & 63) : UInt8(ascii: "="))
            append(byte: left > 2 ? Self.base64Digit(word & 63) : UInt8(ascii: "="))
            index += 3
        }
        append(byte: UInt8(ascii: "\""))
    }

    private static func base64Digit(_ value: UInt32) -> UInt8 {
        switch value {
        case 0..<26: 65 + UInt8(value)
        case 26..<52: 71 + UInt8(value)
        case 52..<62: UInt8(value) - 4
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    /// Appends a number in lower-case hexadecimal without leading zeros.
    mutating func append(hex value: UInt64) {
        var shift = max(0, (63 - value.leadingZeroBitCount) / 4 * 4)
        while shift >= 0 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(shift)) & 15
            append(byte: digit < 10 ? 48 + digit : 87 + digit)
            shift -= 4
        }
    }
}
