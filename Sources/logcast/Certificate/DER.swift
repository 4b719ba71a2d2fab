/// The distinguished encoding of ASN.1 (X.690), as far as a certificate needs it.
enum DER {
    static func sequence(_ parts: [[UInt8]]) -> [UInt8] { value(0x30, parts.flatMap { $0 }) }

    static func set(_ parts: [[UInt8]]) -> [UInt8] { value(0x31, parts.flatMap { $0 }) }

    /// A number that is not negative, its most significant byte first.
    static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        let digits = Array(magnitude.drop { $0 == 0 })
        let isNegative = digits.first.map { $0 & 0x80 != 0 } ?? true
        return value(0x02, (isNegative ? [0] : []) + digits)
    }

    static func bitString(_ bytes: [UInt8], unusedBits: UInt8 = 0) -> [UInt8] { value(0x03, [unusedBits] + bytes) }

    static func octetString(_ bytes: [UInt8]) -> [UInt8] { value(0x04, bytes) }

    static func utf8String(_ text: String) -> [UInt8] { value(0x0c, Array(text.utf8)) }

    static let yes: [UInt8] = [0x01, 0x01, 0xff]

    /// `1.2.840.10045.2.1`.
    static func objectIdentifier(_ arcs: UInt...) -> [UInt8] {
        let numbers = [arcs[0] * 40 + arcs[1]] + arcs.dropFirst(2)
        return value(0x06, numbers.flatMap { Self.base128($0) })
    }

    /// A part with a tag of its context, such as `[2]`.
    static func tagged(_ number: UInt8, _ content: [UInt8], isConstructed: Bool) -> [UInt8] {
        value(0x80 | number | (isConstructed ? 0x20 : 0), content)
    }

    /// `YYYYMMDDHHMMSSZ`, its first two digits left away, as RFC 5280 §4.1.2.5.1 wants it until 2049.
    static func utcTime(_ digits: String) -> [UInt8] { value(0x17, Array("\(digits.dropFirst(2))Z".utf8)) }

    /// The same whole, as it wants it from 2050 on.
    static func generalizedTime(_ digits: String) -> [UInt8] { value(0x18, Array("\(digits)Z".utf8)) }

    private static func value(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        [tag] + length(content.count) + content
    }

    private static func length(_ count: Int) -> [UInt8] {
        guard count > 127 else { return [UInt8(count)] }
        let digits = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) }.drop { $0 == 0 }
        return [0x80 | UInt8(digits.count)] + digits
    }

    private static func base128(_ number: UInt) -> [UInt8] {
        var (digits, rest) = ([UInt8(number & 127)], number >> 7)
        while rest > 0 {
            digits.insert(UInt8(rest & 127) | 0x80, at: 0)
            rest >>= 7
        }
        return digits
    }
}
