internal import LogModel

/// Writes times; remembers the last second, since a block's events mostly share it.
struct TimeText {
    private var second = Int64.min
    /// `second` in µs, for UTC.
    private var start = Int64.zero
    private var text: [UInt8] = []
    /// The first 24 bytes of `text`, of which UTC takes 20.
    private var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
    private var quarter = Int64.min
    private var offset: Int64 = 0

    /// `2026-11-23T02:20:23.004710Z`.
    @inline(__always)
    mutating func writeUTC(_ microseconds: Int64, into out: inout ByteWriter) {
        if UInt64(bitPattern: microseconds &- start) >= 1_000_000 || second == .min { findWords(microseconds) }
        out.reserve(40)
        out.appendReserved(words.0, count: 8)
        out.appendReserved(words.1, count: 8)
        out.appendReserved(words.2, count: 4)
        out.appendReserved(sixDigits: UInt64(bitPattern: microseconds &- start))
        out.appendReserved(UInt64(UInt8(ascii: "Z")), count: 1)
    }

    /// Makes the words of a time's second.
    @inline(never)
    private mutating func findWords(_ microseconds: Int64) {
        second = Self.seconds(microseconds)
        start = second &* 1_000_000
        let time = CivilTime(secondsSince1970: second)
        var writer = ByteWriter(capacity: 64)
        Self.write(dateAndClock: time, into: &writer)
        writer.append(".")
        words = writer.firstWords
    }

    /// `2026-11-23T02:20:23`.
    private static func write(dateAndClock time: CivilTime, into writer: inout ByteWriter) {
        writer.append(padded: time.year, 4)
        writer.append("-")
        writer.append(padded: time.month, 2)
        writer.append("-")
        writer.append(padded: time.day, 2)
        writer.append("T")
        write(clock: time, into: &writer)
    }

    /// `2026-11-23T02:20:23+0000` in local time, as strftime(3)'s `%Y-%m-%dT%H:%M:%S%z`.
    mutating func writeISO(_ microseconds: Int64, zone: (Int64) -> Int, into out: inout ByteWriter) {
        let seconds = Self.seconds(microseconds)
        if seconds != second {
            findOffset(seconds, zone)
            second = seconds
            let time = CivilTime(secondsSince1970: seconds + offset)
            var writer = ByteWriter(capacity: 64)
            Self.write(dateAndClock: time, into: &writer)
            writer.append(offset < 0 ? "-" : "+")
            let minutes = Int(offset.magnitude) / 60
            writer.append(padded: minutes / 60 * 100 + minutes % 60, 4)
            text = writer.bytes
        }
        out.append(bytes: text)
    }

    /// Clocks change at full quarters of an hour only.
    private mutating func findOffset(_ seconds: Int64, _ zone: (Int64) -> Int) {
        if quarter != seconds / 900 { (quarter, offset) = (seconds / 900, Int64(zone(seconds))) }
    }

    /// `Nov 23 02:20:23` in local time, as strftime(3)'s `%b %d %H:%M:%S` in the C locale.
    mutating func writeLocal(_ microseconds: Int64, zone: (Int64) -> Int, into out: inout ByteWriter) {
        let seconds = Self.seconds(microseconds)
        if seconds != second {
            findOffset(seconds, zone)
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
    /// The first 24 bytes as words; at least those have been reserved.
    fileprivate var firstWords: (UInt64, UInt64, UInt64) {
        withBytes { bytes in
            func word(_ index: Int) -> UInt64 {
                (0..<8).reduce(UInt64(0)) { sum, byte in
                    let at = index * 8 + byte
                    return at < bytes.count ? sum | UInt64(bytes[at]) << UInt64(8 * byte) : sum
                }
            }
            return (word(0), word(1), word(2))
        }
    }

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
