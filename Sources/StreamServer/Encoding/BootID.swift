internal import LogModel

/// A boot of a host, as `_BOOT_ID` names it.
struct BootID: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// Reads 32 hexadecimal digits.
    init?(_ text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        (self.high, self.low) = (high, low)
    }

    /// Writes 32 hexadecimal digits.
    func write(into out: inout ByteWriter) {
        for word in [high, low] {
            for shift in stride(from: UInt64(56), through: 0, by: -8) {
                out.append(hexDigits: UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }
}
