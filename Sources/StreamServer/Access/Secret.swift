internal import Crypto

/// A random text that whoever holds it may show: 256 bits, with a beginning by which scanners find it where it leaked.
struct Secret: Sendable {
    let text: String

    /// What a secret is for; its beginning says it, so that one is never taken for another.
    enum Kind: String, Sendable {
        case token = "lc_"
        case session = "lc_s_"
        case code = "lc_c_"
    }

    /// The longest text that is looked at.
    static let limit = 256

    init(_ kind: Kind, _ random: inout some RandomNumberGenerator) {
        let bytes = (0..<4).flatMap { _ in withUnsafeBytes(of: random.next().bigEndian) { Array($0) } }
        text = kind.rawValue + Base64URL.text(bytes)
    }

    /// What is kept of it.
    var hash: SecretHash { SecretHash(of: text) }

    /// Whether a text holds what looks like one of ours.
    static func isIn(_ text: some StringProtocol) -> Bool { range(in: text) != nil }

    /// A text with what looks like a secret left out.
    static func removed(from text: String) -> String {
        var rest = text
        while let found = range(in: rest) { rest.replaceSubrange(found, with: "(a secret)") }
        return rest
    }

    /// The first part that is as long as a secret and begins like one.
    private static func range<Text: StringProtocol>(in text: Text) -> Range<Text.Index>? {
        var start = text.startIndex
        while let found = text[start...].firstRange(of: Kind.token.rawValue) {
            let body = text[found.upperBound...].prefix { Base64URL.isDigit($0) }
            if body.utf8.count >= shortest { return found.lowerBound..<body.endIndex }
            start = found.upperBound
        }
        return nil
    }

    /// Half of one is a secret as well.
    private static let shortest = 20
}

/// SHA-256 of a secret. It is compared in a time that does not depend on where two differ; a secret has all the bits
/// that a hash can protect, so that it needs no salt and no slowness.
struct SecretHash: Sendable, Hashable {
    private let words: SIMD4<UInt64>

    init(of text: String) {
        var hash = SHA256()
        Array(text.utf8).withUnsafeBytes { hash.update(bufferPointer: $0) }
        words = Self.words(hash.finalize().map { $0 })
    }

    /// From 64 hexadecimal digits; nil for anything else.
    init?(hex: String) {
        let digits = hex.utf8.map { Self.value($0) }
        guard digits.count == 64, !digits.contains(16) else { return nil }
        words = Self.words(stride(from: 0, to: 64, by: 2).map { digits[$0] << 4 | digits[$0 + 1] })
    }

    /// 64 hexadecimal digits.
    var hex: String {
        (0..<4).map { index in
            let text = String(words[index], radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    static func == (left: SecretHash, right: SecretHash) -> Bool {
        let difference = left.words ^ right.words
        return difference[0] | difference[1] | difference[2] | difference[3] == 0
    }

    func hash(into hasher: inout Hasher) { hasher.combine(words) }

    private static func words(_ bytes: [UInt8]) -> SIMD4<UInt64> {
        var words = SIMD4<UInt64>(repeating: 0)
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        return words
    }

    private static func value(_ byte: UInt8) -> UInt8 {
        switch byte {
        case 48...57: byte - 48
        case 97...102: byte - 87
        default: 16
        }
    }
}
