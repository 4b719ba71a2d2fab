/// A zone that is a fixed distance from UTC: `UTC`, `Z`, `+01:00`, `-0330`, `+2`.
struct ZoneOffset: Hashable, Sendable {
    /// Seconds east of UTC.
    let seconds: Int

    /// Nil for anything else; at most 18 hours, as POSIX bounds it. URL decoding may have turned `+` into a space.
    init?(text: String) {
        if ["UTC", "GMT", "Z", "utc", "gmt", "z"].contains(text) {
            seconds = 0
            return
        }
        guard let sign = text.utf8.first, [UInt8(ascii: "+"), UInt8(ascii: "-"), 32].contains(sign) else { return nil }
        var digits = Array(text.utf8.dropFirst())
        if digits.count == 5, digits[2] == UInt8(ascii: ":") { digits.remove(at: 2) }
        guard [1, 2, 4].contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        let number = digits.reduce(0) { $0 * 10 + Int($1) - 48 }
        let (hours, minutes) = digits.count == 4 ? (number / 100, number % 100) : (number, 0)
        guard hours <= 18, minutes < 60 else { return nil }
        seconds = (hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}
