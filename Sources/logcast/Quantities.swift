import ArgumentParser

/// A number of bytes as a person writes it: `500M`, `4GiB`, `1048576`; the units are powers of 1024.
struct ByteSize: ExpressibleByArgument, Hashable {
    let bytes: UInt64

    init?(argument: String) {
        let digits = argument.prefix { $0.isNumber }
        guard let number = UInt64(digits) else { return nil }
        var unit = argument.dropFirst(digits.count).uppercased()
        for suffix in ["IB", "B"] where unit.hasSuffix(suffix) { unit.removeLast(suffix.count) }
        guard let exponent = ["", "K", "M", "G", "T"].firstIndex(of: unit) else { return nil }
        let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: 1 << UInt64(10 * exponent))
        guard !isTooMuch, bytes < 1 << 60 else { return nil }
        self.bytes = bytes
    }
}

/// A span of time as a person writes it: `90s`, `15m`, `12h`, `30d`, `2w`.
struct TimeSpan: ExpressibleByArgument, Hashable {
    let seconds: Int64

    var duration: Duration { .seconds(seconds) }
    var defaultValueDescription: String { "\(seconds / 86_400)d" }

    init(seconds: Int64) {
        self.seconds = seconds
    }

    init?(argument: String) {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
        guard let last = argument.last, let unit = units[last] else { return nil }
        guard let number = Int64(argument.dropLast()), number > 0, number < 1_000_000 else { return nil }
        seconds = number * unit
    }
}
