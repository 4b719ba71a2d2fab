/// RFC 4648: §5 to write secrets, §4 to read `Authorization: Basic`.
enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The text of bytes, without padding.
    static func text(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word: UInt32 = 0
            for offset in 0..<3 { word = word << 8 | (offset < group.count ? UInt32(group[start + offset]) : 0) }
            for digit in 0...group.count { result.append(digits[Int(word >> (18 - 6 * UInt32(digit)) & 63)]) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Whether a character stands in such a text.
    static func isDigit(_ character: Character) -> Bool {
        character.utf8.count == 1 && character.utf8.allSatisfy { digits.contains($0) }
    }

    /// The bytes of padded base64; nil for what is none.
    static func bytes(ofPadded text: some StringProtocol) -> [UInt8]? {
        let all = Array(text.utf8)
        let pads = all.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        guard all.count % 4 == 0, pads <= 2 else { return nil }
        var result: [UInt8] = []
        var (word, bits): (UInt32, Int) = (0, 0)
        for byte in all.dropLast(pads) {
            guard let value = value(byte) else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            result.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
        }
        return result
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 65...90: byte - 65
        case 97...122: byte - 71
        case 48...57: byte + 4
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
