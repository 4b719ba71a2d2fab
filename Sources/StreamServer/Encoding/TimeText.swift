internal import LogModel

/// Writes times; remembers the last second, since a block's events mostly share it.
struct TimeText {
    private var second = Int64.min
    private var text: [UInt8] = []
    private var quarter = Int64.min
    private var offset: Int64 = 0

    /// `2026-11-23T02:20:23.004710Z`.
    mutating func writeUTC(_ microseconds: Int64, into out: inout ByteWriter) {
        let seconds = Self.seconds(microseconds)
        if seconds != second {
            second = seconds
            let time = CivilTime(secondsSince1970: seconds)
            var writer = ByteWriter(capacity: 64)
            writer.append(padded: time.year, 4)
            writer.append("-")
            writer.append(padded: time.month, 2)
            writer.append("-")
            writer.append(padded: time.day, 2)
            writer.append("T")
            Self.write(clock: time, into: &writer)
            writer.append(".")
            text = writer.bytes
        }
        out.append(bytes: text)
        out.append(padded: Int(microseconds - seconds * 1_000_000), 6)
        out.append("Z")
    }

    /// `Nov 23 02:20:23` in local time, as strftime(3)'s `%b %d %H:%M:%S` in the C locale.
    mutating func writeLocal(_ microseconds: Int64, zone: (Int64) -> Int, into out: inout ByteWriter) {
        let seconds = Self.seconds(microseconds)
        if seconds != second {
            // Clocks change at full quarters of an hour only.
            if quarter != seconds / 900 { (quarter, offset) = (seconds / 900, Int64(zone(seconds))) }
            second = seconds
            let time = CivilTime(secondsSince1970: seconds + offset)
            var writer = ByteWriter(capacity: 64)
            writer.append(utf8: Self.months[time.month - 1])
            writer.append(" ")
            writer.append(padded: time.day, 2)
            writer.append(" ")
            Self.write(clock: time, into: &writer)
            text = writer.bytes
        }
        out.append(bytes: text)
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func seconds(_ microseconds: Int64) -> Int64 {
        let (quotient, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest < 0 ? quotient - 1 : quotient
    }

    private static func write(clock time: CivilTime, into out: inout ByteWriter) {
        out.append(padded: time.hour, 2)
        out.append(":")
        out.append(padded: time.minute, 2)
        out.append(":")
        out.append(padded: time.second, 2)
    }
}

extension ByteWriter {
    /// Appends a number of at least this many digits, zeros before.
    mutating func append(padded value: Int, _ width: Int) {
        var limit = 10
        for _ in 1..<width {
            if value < limit { append(byte: 48) }
            limit *= 10
        }
        // The zeros came first: they and the digits make up the width.
        append(decimal: UInt64(max(0, value)))
    }
}
