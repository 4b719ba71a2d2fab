import LogModel
import Testing

struct TimeExpressionTests {
    /// 2026-11-23T02:20:23.004710Z, which is 03:20:23 in a zone one hour east.
    static let now = Timestamp(microseconds: 1_795_400_423_004_710)

    static func read(_ text: String, zone: @escaping (Int64) -> Int = { _ in 3600 }) -> Int64? {
        try? TimeExpression.timestamp(text, now: now, zoneOffset: zone).microseconds
    }

    static func utc(_ year: Int, _ month: Int, _ day: Int, _ hour: Int = 0, _ minute: Int = 0, _ second: Int = 0)
        -> Int64
    {
        CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
            .secondsSince1970 * 1_000_000
    }

    /// Each form and its moment in µs since 1970, read at `now` in that zone.
    static let forms: [(text: String, micros: Int64)] = [
        ("now", now.microseconds),
        ("-10m", now.microseconds - 600_000_000),
        ("-1h30m", now.microseconds - 5_400_000_000),
        ("2h ago", now.microseconds - 7_200_000_000),
        ("90 min ago", now.microseconds - 5_400_000_000),
        ("1h 30min ago", now.microseconds - 5_400_000_000),
        ("3d ago", now.microseconds - 259_200_000_000),
        ("  -5s ", now.microseconds - 5_000_000),
        ("-250ms", now.microseconds - 250_000),
        ("today", utc(2026, 11, 22, 23)),
        ("yesterday", utc(2026, 11, 21, 23)),
        ("tomorrow", utc(2026, 11, 23, 23)),
        ("yesterday 9:00", utc(2026, 11, 22, 8)),
        ("Yesterday 09:00:01.5", utc(2026, 11, 22, 8, 0, 1) + 500_000),
        ("14:05", utc(2026, 11, 23, 13, 5)),
        ("14:05:30", utc(2026, 11, 23, 13, 5, 30)),
        ("2026-11-23", utc(2026, 11, 22, 23)),
        ("2026-11-23 14:05", utc(2026, 11, 23, 13, 5)),
        ("2026-11-23 14:05:30", utc(2026, 11, 23, 13, 5, 30)),
        ("2026-11-23 14:05:30.5", utc(2026, 11, 23, 13, 5, 30) + 500_000),
        ("2026-11-23T14:05:30.1234567", utc(2026, 11, 23, 13, 5, 30) + 123_456),
        ("2026-11-23T14:05:30Z", utc(2026, 11, 23, 14, 5, 30)),
        ("2026-11-23t14:05:30z", utc(2026, 11, 23, 14, 5, 30)),
        ("2026-11-23T14:05:30+01:00", utc(2026, 11, 23, 13, 5, 30)),
        ("2026-11-23T14:05:30 01:00", utc(2026, 11, 23, 13, 5, 30)),
        ("2026-11-23T14:05:30.25-03:30", utc(2026, 11, 23, 17, 35, 30) + 250_000),
        ("2026-11-23 14:05 +0100", utc(2026, 11, 23, 13, 5)),
        ("1969-12-31T23:59:59Z", -1_000_000),
        ("@1795482023", 1_795_482_023_000_000),
        ("@1795482023.5", 1_795_482_023_500_000),
        ("@0", 0),
    ]

    @Test(arguments: forms)
    func `each form means one moment`(text: String, micros: Int64) {
        #expect(Self.read(text) == micros)
    }

    /// What is no time.
    static let refused: [String] = [
        "", " ", "all", "10m", "-", "-10", "-10x", "2h", "ago", "-10m ago", "@", "@-5", "@1.", "@1x", "25:00", "14:60",
        "14", "14:5", "14:05:61", "2026-13-01", "2026-02-30", "2026-1-1", "26-11-23", "2026-11-23T", "2026-11-23T14",
        "2026-11-23T14:05:30+1", "2026-11-23T14:05:30+25:00", "2026-11-23T14:05:30Zx", "yesterday 9", "todayx",
        "-99999999999999999999h", "-999999999w 999999999w 999999999w", "now\u{0}", "\u{FF11}4:05",
        "2026-11-23T14:05:30.Z", String(repeating: "9", count: 100),
    ]

    @Test(arguments: refused)
    func `anything else is refused with what is accepted`(text: String) {
        let error = #expect(throws: TimeExpression.Invalid.self) {
            try TimeExpression.timestamp(text, now: Self.now, zoneOffset: { _ in 0 })
        }
        #expect(error?.description.contains("accepted are -10m") == true)
    }

    @Test func `a reading is taken by the offset that holds at its own time`() {
        // Central Europe: summer time began on 2026-03-29 and ended on 2026-10-25, each at 01:00 UTC.
        let (begins, ends) = (Self.utc(2026, 3, 29, 1) / 1_000_000, Self.utc(2026, 10, 25, 1) / 1_000_000)
        let zone = { (seconds: Int64) in (begins..<ends).contains(seconds) ? 7200 : 3600 }
        #expect(Self.read("2026-03-29 01:59", zone: zone) == Self.utc(2026, 3, 29, 0, 59))
        #expect(Self.read("2026-03-29 02:30", zone: zone) == Self.utc(2026, 3, 29, 1, 30))
        #expect(Self.read("2026-03-29 03:00", zone: zone) == Self.utc(2026, 3, 29, 1))
        #expect(Self.read("2026-07-01 12:00", zone: zone) == Self.utc(2026, 7, 1, 10))
        #expect(Self.read("2026-10-25 03:00", zone: zone) == Self.utc(2026, 10, 25, 2))
    }
}
