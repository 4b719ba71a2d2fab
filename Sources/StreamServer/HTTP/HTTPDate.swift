internal import LogModel

/// The `Date` of answers (RFC 9110 §5.6.7).
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// `Mon, 23 Nov 2026 02:20:23 GMT`.
    static func text(secondsSince1970 seconds: Int64) -> String {
        let time = CivilTime(secondsSince1970: seconds)
        var out = ByteWriter(capacity: 64)
        out.append(utf8: days[Int(seconds / 86_400 % 7 + 7) % 7])
        out.append(", ")
        out.append(padded: time.day, 2)
        out.append(utf8: " \(months[time.month - 1]) ")
        out.append(padded: time.year, 4)
        for (separator, part) in [(" ", time.hour), (":", time.minute), (":", time.second)] {
            out.append(utf8: separator)
            out.append(padded: part, 2)
        }
        out.append(" GMT")
        return String(decoding: out.bytes, as: UTF8.self)
    }
}
