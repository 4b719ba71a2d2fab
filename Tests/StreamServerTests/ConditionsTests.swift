import LogModel
import Testing

@testable import StreamServer

struct ConditionsTests {
    private static let one = "c39ef16dd350464fab0ded3bfe5f8830"
    private static let boots = ["b1", "b2", one]

    private static func filter(_ text: String, boots: [String] = boots) throws -> EventFilter {
        let query = try QueryTests.read(text)
        return try #require(LogRequest(query, unit: nil, accept: AcceptHeader(nil), boots: boots)).filter
    }

    private static func field(_ name: String, _ included: [String], _ excluded: [String] = []) -> FieldCondition {
        FieldCondition(
            name,
            included: included.map { .bytes(Array($0.utf8)) },
            excluded: excluded.map { .bytes(Array($0.utf8)) }
        )
    }

    @Test(arguments: [
        ("b=0", [one], []), ("b", [one], []), ("b=-1", ["b2"], []), ("b=-2", ["b1"], []), ("b=1", ["b1"], []),
        ("b=+3", [one], []), ("b=%2B2", ["b2"], []), ("b=\(one)", [one], []), ("b=0&b=1", [one, "b1"], []),
        ("b=C39EF16D-D350-464F-AB0D-ED3BFE5F8830", [one], []), ("b=!0", [], [one]), ("b=-7", ["-"], []),
    ])
    func `a boot is named by its ID, or by its place from either end`(
        text: String,
        included: [String],
        excluded: [String]
    ) throws {
        #expect(try Self.filter(text).fields == [Self.field("_BOOT_ID", included, excluded)])
    }

    @Test func `the kernel's messages are the present boot's unless a boot is named`() throws {
        let kernel = Self.field("_TRANSPORT", ["kernel"])
        #expect(try Self.filter("k").fields == [kernel, Self.field("_BOOT_ID", [Self.one])])
        #expect(try Self.filter("k&b=-1").fields == [kernel, Self.field("_BOOT_ID", ["b2"])])
        #expect(try Self.filter("k&b=all").fields == [kernel])
        #expect(try Self.filter("k&q=b:1").fields == [kernel, Self.field("_BOOT_ID", ["b1"])])
        #expect(try Self.filter("k=no").fields == [])
        #expect(try QueryTests.read("k").needsBoots)
        #expect(try !QueryTests.read("k&b=all").needsBoots && !QueryTests.read("b=\(Self.one)").needsBoots)
    }

    @Test(arguments: [("b=-3", "holds 3 boots"), ("b=4", "there is no boot 4"), ("q=b:-9", "there is no boot -9")])
    func `a boot that the log has not is told`(text: String, says: String) throws {
        let query = try QueryTests.read(text)
        let problem = #expect(throws: Problem.self) { try query.checkBoots(Self.boots) }
        #expect(problem?.status == 404)
        #expect(problem?.detail.contains(says) == true)
    }

    @Test func `names are globs, and values of a field are not`() throws {
        let fields = try Self.filter("t=ss*&t=!sshd&H=web1&A=x*&A=y&_PID=1").fields
        #expect(
            fields == [
                FieldCondition("SYSLOG_IDENTIFIER", parameters: ["ss*", "!sshd"]), Self.field("_HOSTNAME", ["web1"]),
                Self.field("A", ["x*", "y"]), Self.field("_PID", ["1"]),
            ]
        )
        #expect(
            try Self.filter("facility=kern,16&facility=!ftp").fields == [
                Self.field("SYSLOG_FACILITY", ["0", "16"], ["11"])
            ]
        )
        #expect(try Self.filter("uid=01000&uid=!0").fields == [Self.field("_UID", ["1000"], ["0"])])
    }

    @Test func `units and user units are alternatives`() throws {
        let filter = try Self.filter("u=a&user-unit=b&u=!c")
        #expect(filter.units == [UnitSelection(parameters: ["a", "!c"], user: ["b"])])
    }

    @Test(arguments: [
        ("p=err", "emerg..err"), ("p=err&p=debug..info", nil), ("p=!err", "warning..debug"),
        ("p=warning&p=!crit", "err..warning"), ("p=!info..debug", "emerg..notice"),
    ])
    func `priorities are joined, and those with a mark taken away`(text: String, range: String?) throws {
        let expected =
            range.map { PrioritySet(text: $0) } ?? PrioritySet(text: "err")?.union(.init(text: "6..7") ?? .all)
        #expect(try Self.filter(text).priorities == expected)
    }

    @Test func `smart case is journalctl's`() throws {
        #expect(
            try Self.filter(#"g=foo&g=Foo&x=\S&g=ÄB"#).patterns == [
                TextPattern("foo", ignoresCase: true), TextPattern("Foo", ignoresCase: false),
                TextPattern(#"\S"#, ignoresCase: false, isExcluded: true), TextPattern("ÄB", ignoresCase: false),
            ]
        )
    }

    @Test func `a single capital that is a parameter's letter is no field`() throws {
        let query = try QueryTests.read("S=now&U=now&H=x&T=y")
        #expect(query.conditions.matches == [.init(name: "T", value: "y")])
        #expect(query.conditions.hosts == ["x"])
    }

    @Test func `a zone holds for times without one, wherever it stands`() throws {
        #expect(try QueryTests.read("since=14:05&tz=UTC").since == QueryTests.read("since=2026-11-23T14:05:00Z").since)
        #expect(
            try QueryTests.read("tz=-02:30&since=14:05").since == QueryTests.read("since=2026-11-22T16:35:00Z").since
        )
        #expect(try QueryTests.read("tz=+01:00").zone == "+01:00")
    }

    @Test func `how events are shown is taken over`() throws {
        let query = try QueryTests.read("cut=80&color=always&raw&show-cursor&tz=UTC&for=1m30s&stop-on=Ready&r")
        #expect(
            query.cut == 80 && query.color && query.raw && query.showsCursor && query.zone == "UTC" && query.isReverse
        )
        #expect(query.duration == .seconds(90))
        #expect(query.stopOn == TextPattern("Ready", ignoresCase: false))
        #expect(try !QueryTests.read("color=never").color)
    }
}
