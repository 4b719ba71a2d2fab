/// Reads one time expression from left to right; each form either takes all of the text or leaves it to the next.
struct TimeScanner {
    private let bytes: [UInt8]
    private let zone: LocalZone
    private var at = 0

    init(_ text: String, zone: LocalZone) {
        bytes = text.utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }
        self.zone = zone
    }

    /// The time that the whole text names.
    mutating func time() -> Timestamp? {
        let forms: [(inout TimeScanner) -> Timestamp?] = [
            { $0.word("now") ? $0.zone.now : nil },
            { $0.epoch() }, { $0.before() }, { $0.ago() }, { $0.namedDay() }, { $0.clockAlone() }, { $0.date() },
        ]
        for form in forms {
            at = 0
            skipSpaces()
            guard let time = form(&self) else { continue }
            skipSpaces()
            if at == bytes.count { return time }
        }
        return nil
    }

    /// The span that the whole text names, in µs.
    mutating func span() -> Int64? {
        skipSpaces()
        guard let span = duration() else { return nil }
        skipSpaces()
        return at == bytes.count ? span : nil
    }

    // MARK: Forms

    private mutating func epoch() -> Timestamp? {
        guard take("@"), let seconds = number(digits: 1...12), let micros = fraction() else { return nil }
        return Timestamp(microseconds: Int64(seconds) * 1_000_000 + micros)
    }

    /// `-1h30m`.
    private mutating func before() -> Timestamp? {
        guard take("-"), let span = duration() else { return nil }
        return moved(by: -span)
    }

    /// `2h ago`.
    private mutating func ago() -> Timestamp? {
        guard let span = duration() else { return nil }
        skipSpaces()
        return word("ago") ? moved(by: -span) : nil
    }

    /// `yesterday`, `yesterday 9:00`.
    private mutating func namedDay() -> Timestamp? {
        let days = [("today", 0), ("yesterday", -1), ("tomorrow", 1)]
        guard let day = days.first(where: { word($0.0) }) else { return nil }
        return onDay(zone.midnight(movedBy: day.1), clockIsRequired: false)
    }

    /// `14:05` of today.
    private mutating func clockAlone() -> Timestamp? {
        onDay(zone.midnight(movedBy: 0), clockIsRequired: true)
    }

    private mutating func date() -> Timestamp? {
        guard let year = number(digits: 4...4), take("-"), let month = number(digits: 2...2), take("-"),
            let day = number(digits: 2...2)
        else { return nil }
        let date = CivilTime(year: year, month: month, day: day)
        guard date.isValid else { return nil }
        if take("t") { return onDay(date, clockIsRequired: true) }
        return onDay(date, clockIsRequired: false)
    }

    // MARK: Parts

    /// The rest after a day: a time of day and perhaps a zone.
    private mutating func onDay(_ day: CivilTime, clockIsRequired: Bool) -> Timestamp? {
        skipSpaces()
        guard at < bytes.count else {
            return clockIsRequired ? nil : Timestamp(microseconds: zone.seconds(of: day) * 1_000_000)
        }
        guard let hour = number(digits: 1...2), take(":"), let minute = number(digits: 2...2) else { return nil }
        var time = CivilTime(year: day.year, month: day.month, day: day.day, hour: hour, minute: minute)
        var micros: Int64 = 0
        if take(":") {
            guard let second = number(digits: 2...2), let part = fraction() else { return nil }
            (time.second, micros) = (second, part)
        }
        guard time.isValid else { return nil }
        guard let offset = zoneOffset() else { return at == bytes.count ? local(time, micros) : nil }
        return Timestamp(microseconds: (time.secondsSince1970 - offset) * 1_000_000 + micros)
    }

    private func local(_ time: CivilTime, _ micros: Int64) -> Timestamp {
        Timestamp(microseconds: zone.seconds(of: time) * 1_000_000 + micros)
    }

    /// `z`, `+01:00`, `-0330`, or ` 01:00`, which is what URL decoding makes of `+01:00`.
    private mutating func zoneOffset() -> Int64? {
        let start = at
        let offset = zoneParts(from: start)
        if offset == nil { at = start }
        return offset
    }

    private mutating func zoneParts(from start: Int) -> Int64? {
        skipSpaces()
        if take("z") { return 0 }
        let isNegative = take("-")
        guard isNegative || take("+") || at > start else { return nil }
        guard let hours = number(digits: 2...2) else { return nil }
        _ = take(":")
        guard let minutes = number(digits: 2...2), hours <= 18, minutes < 60 else { return nil }
        let seconds = Int64(hours * 3600 + minutes * 60)
        return isNegative ? -seconds : seconds
    }

    /// `.5` in µs; 0 where there is none, nil where no digit follows the point.
    private mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var (value, scale, digits): (Int64, Int64, Int) = (0, 100_000, 0)
        while at < bytes.count, (48...57).contains(bytes[at]) {
            value += Int64(bytes[at] - 48) * scale
            scale /= 10
            digits += 1
            at += 1
        }
        return digits > 0 ? value : nil
    }

    /// `1h30m`, `90 min`: at least one number with its unit, in µs.
    private mutating func duration() -> Int64? {
        var total: Int64 = 0
        var isEmpty = true
        while let count = number(digits: 1...9) {
            skipSpaces()
            guard let unit = unit() else { return nil }
            let (span, over) = Int64(count).multipliedReportingOverflow(by: unit)
            let (sum, overSum) = total.addingReportingOverflow(span)
            guard !over, !overSum else { return nil }
            (total, isEmpty) = (sum, false)
            let afterUnit = at
            skipSpaces()
            if at == bytes.count || !(48...57).contains(bytes[at]) { at = afterUnit }
        }
        return isEmpty ? nil : total
    }

    private mutating func unit() -> Int64? {
        let start = at
        while at < bytes.count, (97...122).contains(bytes[at]) { at += 1 }
        switch String(decoding: bytes[start..<at], as: UTF8.self) {
        case "us", "usec": return 1
        case "ms", "msec": return 1000
        case "s", "sec", "secs", "second", "seconds": return 1_000_000
        case "m", "min", "mins", "minute", "minutes": return 60_000_000
        case "h", "hr", "hour", "hours": return 3_600_000_000
        case "d", "day", "days": return 86_400_000_000
        case "w", "week", "weeks": return 604_800_000_000
        default: return nil
        }
    }

    private func moved(by micros: Int64) -> Timestamp {
        let (sum, over) = zone.now.microseconds.addingReportingOverflow(micros)
        return over ? .distantPast : Timestamp(microseconds: sum)
    }

    // MARK: Characters

    private mutating func number(digits: ClosedRange<Int>) -> Int? {
        let start = at
        var value = 0
        while at < bytes.count, at - start < digits.upperBound, (48...57).contains(bytes[at]) {
            value = value * 10 + Int(bytes[at] - 48)
            at += 1
        }
        if at - start >= digits.lowerBound { return value }
        at = start
        return nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, UInt32(bytes[at]) == character.value else { return false }
        at += 1
        return true
    }

    private mutating func word(_ text: String) -> Bool {
        guard bytes[at...].starts(with: text.utf8) else { return false }
        at += text.utf8.count
        return true
    }

    private mutating func skipSpaces() {
        while at < bytes.count, bytes[at] == 32 { at += 1 }
    }
}
