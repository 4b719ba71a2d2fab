/// Digits without a division each.
@usableFromInline
enum DecimalDigits {
    /// The eight digits of a number below 100,000,000 as text, the first in the lowest byte: halves of four digits,
    /// pairs, and single digits are split in all lanes at once, by multiplying with a reciprocal.
    @inlinable
    @inline(__always)
    static func eight(_ value: UInt64) -> UInt64 {
        let high = value / 10_000
        let fours = high | (value &- high &* 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007f_0000_007f
        let twos = (fours &- hundreds &* 100) << 16 | hundreds
        let tens = (twos &* 103) >> 10 & 0x000f_000f_000f_000f
        return (twos &- tens &* 10) << 8 | tens | 0x3030_3030_3030_3030
    }
}
