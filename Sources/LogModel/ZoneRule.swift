/// The rule after a zone's last listed change: POSIX's `TZ`, such as `CET-1CEST,M3.5.0,M10.5.0/3` (tzset(3)).
struct ZoneRule: Hashable, Sendable {
    private let standard: Int
    private let daylight: Daylight?

    private struct Daylight: Hashable, Sendable {
        var offset: Int
        var begins: Change
        var ends: Change
    }

    /// When the clock changes, in local time before the change.
    private struct Change: Hashable, Sendable {
        var day: Day
        var time: Int
    }

    private enum Day: Hashable, Sendable {
        case weekday(month: Int, week: Int, day: Int)
        /// 1 to 365, February 29 never counted.
        case julian(Int)
        /// 0 to 365.
        case ordinal(Int)
    }

    /// Nil for what is no such rule, and for an empty one.
    init?(_ text: [UInt8]) {
        var scanner = Scanner(text: text[...])
        guard scanner.skipName(), let west = scanner.time() else { return nil }
        standard = -west
        if scanner.text.isEmpty {
            daylight = nil
            return
        }
        guard scanner.skipName() else { return nil }
        var offset = standard + 3600
        if scanner.text.first != UInt8(ascii: ",") {
            guard let west = scanner.time() else { return nil }
            offset = -west
        }
        guard let begins = scanner.change(), let ends = scanner.change(), scanner.text.isEmpty else { return nil }
        daylight = Daylight(offset: offset, begins: begins, ends: ends)
    }

    func offset(at seconds: Int64) -> Int {
        guard let daylight else { return standard }
        let year = CivilTime(secondsSince1970: seconds + Int64(standard)).year
        let begin = Self.moment(daylight.begins, year) - Int64(standard)
        let end = Self.moment(daylight.ends, year) - Int64(daylight.offset)
        let isDaylight = begin < end ? (begin..<end).contains(seconds) : !(end..<begin).contains(seconds)
        return isDaylight ? daylight.offset : standard
    }

    /// Local seconds since 1970 of a change in a year.
    private static func moment(_ change: Change, _ year: Int) -> Int64 {
        let newYear = CivilTime(year: year, month: 1, day: 1).secondsSince1970
        switch change.day {
        case .julian(let day):
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            return newYear + Int64((day - 1 + (isLeap && day >= 60 ? 1 : 0)) * 86_400 + change.time)
        case .ordinal(let day): return newYear + Int64(day * 86_400 + change.time)
        case .weekday(let month, let week, let day):
            let first = CivilTime(year: year, month: month, day: 1).secondsSince1970
            // 1970-01-01 was a Thursday.
            let weekday = Int(((first / 86_400 + 4) % 7 + 7) % 7)
            var date = (day - weekday + 7) % 7 + (week - 1) * 7
            let (nextYear, nextMonth) = month == 12 ? (year + 1, 1) : (year, month + 1)
            let length = (CivilTime(year: nextYear, month: nextMonth, day: 1).secondsSince1970 - first) / 86_400
            while date >= Int(length) { date -= 7 }
            return first + Int64(date * 86_400 + change.time)
        }
    }

    private struct Scanner {
        var text: ArraySlice<UInt8>

        mutating func skipName() -> Bool {
            if text.first == UInt8(ascii: "<") {
                guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return false }
                text = text[(end + 1)...]
                return true
            }
            let name = text.prefix { (65...90).contains($0) || (97...122).contains($0) }
            text = text.dropFirst(name.count)
            return name.count >= 3
        }

        /// `[+-]hh[:mm[:ss]]` in seconds.
        mutating func time() -> Int? {
            var sign = 1
            if text.first == UInt8(ascii: "-") || text.first == UInt8(ascii: "+") {
                sign = text.first == UInt8(ascii: "-") ? -1 : 1
                text = text.dropFirst()
            }
            guard var total = number().map({ $0 * 3600 }) else { return nil }
            for unit in [60, 1] where take(UInt8(ascii: ":")) {
                guard let part = number() else { return nil }
                total += part * unit
            }
            return sign * total
        }

        /// `,Mm.w.d[/time]`, `,Jn[/time]`, `,n[/time]`.
        mutating func change() -> Change? {
            guard take(UInt8(ascii: ",")), let day = day() else { return nil }
            guard take(UInt8(ascii: "/")) else { return Change(day: day, time: 7200) }
            return time().map { Change(day: day, time: $0) }
        }

        private mutating func day() -> Day? {
            if take(UInt8(ascii: "J")) { return number().map { .julian($0) } }
            guard take(UInt8(ascii: "M")) else { return number().map { .ordinal($0) } }
            guard let month = number(), take(UInt8(ascii: ".")), let week = number(), take(UInt8(ascii: ".")),
                let day = number(), (1...12).contains(month), (1...5).contains(week), (0...6).contains(day)
            else { return nil }
            return .weekday(month: month, week: week, day: day)
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard text.first == byte else { return false }
            text = text.dropFirst()
            return true
        }

        private mutating func number() -> Int? {
            let digits = text.prefix { (48...57).contains($0) }
            guard (1...3).contains(digits.count) else { return nil }
            text = text.dropFirst(digits.count)
            return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
        }
    }
}
