import LogModel
import Testing

@testable import StreamServer

struct QueryTests {
    static let clock = QueryClock(now: ServerFixture.time, zoneOffset: { _ in 3600 })

    static func read(_ text: String, header: String? = nil) throws(Problem) -> Query {
        try Query(Substring(text), lastEventID: header, clock: clock)
    }

    @Test(arguments: [
        ("", \Query.follow, nil), ("f", \.follow, true), ("follow=", \.follow, true), ("f=yes", \.follow, true),
        ("f=0", \.follow, false), ("follow=off", \.follow, false), ("&&f&", \.follow, true), ("%66=1", \.follow, true),
    ])
    func `follow is a boolean, empty meaning yes`(
        text: String,
        path: any KeyPath<Query, Bool?> & Sendable,
        value: Bool?
    ) throws {
        #expect(try Self.read(text)[keyPath: path] == value)
    }

    @Test func `each parameter is understood by its name and its letter`() throws {
        let long = try Self.read("lines=5&since=now&until=now&unit=a&priority=err&output=json&follow")
        let short = try Self.read("n=5&S=now&U=now&u=a&p=3&o=json&f")
        #expect(long == short)
        #expect(long.lines == .last(5))
        #expect(long.since == ServerFixture.time && long.until == ServerFixture.time)
        #expect(long.units == ["a"])
        #expect(long.priorities == PrioritySet(text: "err"))
        #expect(long.output == .json)
        #expect(try Self.read("n=all").lines == .all)
        #expect(try Self.read("n=0").lines == .last(0))
        #expect(try Self.read("max=3&after=1&before=2").max == 3)
        #expect(try Self.read("after=1&before=2").before == EventID(rawValue: 2))
        #expect(try Self.read("u=a&unit=!b*&u=c").units == ["a", "!b*", "c"])
        let patterns = try Self.read("grep=a.b&g=Err&x=c").conditions.patterns
        #expect(
            patterns == [
                TextPattern("a.b", ignoresCase: true), TextPattern("Err", ignoresCase: false),
                TextPattern("c", ignoresCase: true, isExcluded: true),
            ]
        )
        #expect(try Self.read("fields=A,_B2").fields == .named(["A", "_B2"]))
        #expect(try Self.read("since=2026-11-23T14:05:30+01:00").since == Self.read("since=2026-11-23T13:05:30Z").since)
        #expect(try Self.read("since=yesterday+9:00").since == Self.read("since=yesterday%209%3A00").since)
    }

    @Test(arguments: [
        ("sinc=1", "unknown parameter \"sinc\", did you mean \"since\"?"),
        ("pirority=1", "unknown parameter \"pirority\", did you mean \"priority\"?"),
        ("last-event-id=1", "unknown parameter \"last-event-id\", did you mean \"last_event_id\"?"),
        ("xyzzy=1", "unknown parameter \"xyzzy\"; there are follow lines max since"),
        ("=1", "unknown parameter \"\""),
        ("f=maybe", "parameter \"f\" is yes or no, not \"maybe\""),
        ("n=-1", "parameter \"n\" is a number or all, not \"-1\""),
        ("n=", "parameter \"n\" is a number or all"),
        ("n=99999999999999999999", "parameter \"n\" is a number or all"),
        ("max=all", "parameter \"max\" is a number, not \"all\""),
        ("max=1&n=1", "\"lines\" and \"max\" exclude each other"),
        ("n=1&lines=2", "parameter \"lines\" stands there twice"),
        ("after=+5", "\"after\" is no event ID: \" 5\""),
        ("after=%2B5", "\"after\" is no event ID: \"+5\""),
        ("after=-0", "is no event ID"), ("after=07", "is no event ID"), ("after=end", "is no event ID"),
        ("after=9007199254740992", "is no event ID"), ("after=18446744073709551616", "is no event ID"),
        ("before=", "is no event ID"), ("last_event_id=END", "is no event ID"),
        ("p=loud", "\"loud\" is no priority; there are emerg"),
        ("o=jsn", "unknown output \"jsn\", did you mean \"json\"?"),
        ("o=xml", "unknown output \"xml\"; there are sse json json-pretty short short-iso cat export"),
        ("since=soon", "\"soon\" is no time; accepted are -10m"),
        ("fields=a,b", "names no fields"), ("fields=", "names no fields"), ("fields=A,,B", "names no fields"),
        ("g=", "parameter \"g\" is empty"), ("exclude=", "parameter \"exclude\" is empty"),
        ("u=", "parameter \"u\" is empty"), ("u=!", "parameter \"u\" is empty"),
        ("u=%zz", "holds a % that two hexadecimal digits do not follow"), ("u=%4", "holds a %"),
        ("u=%ff", "is not UTF-8"), ("u=a%00b", "holds a NUL"), ("%00=1", "holds a NUL"),
    ])
    func `what cannot be understood is refused with what would be right`(text: String, message: String) {
        let problem = #expect(throws: Problem.self) { try Self.read(text) }
        #expect(problem?.status == 400)
        #expect(problem?.detail.contains(message) == true, "\(problem?.detail ?? "")")
        #expect(problem?.parameter != nil)
    }

    @Test(arguments: ["+5", "-0", " 7", "07", "9007199254740992", "18446744073709551616", "1e3", "\u{0}", "END", "0x1"])
    func `Last-Event-ID has one grammar`(text: String) {
        #expect(throws: Problem.self) { try Self.read("", header: text) }
    }

    @Test func `Last-Event-ID replaces after, since and lines, and an empty one is absent`() throws {
        let query = try Self.read("after=3&since=now&n=5&until=now&before=9", header: "7")
        #expect((query.after, query.since, query.lines) == (nil, nil, nil))
        #expect(query.before == EventID(rawValue: 9) && query.until != nil)
        #expect(query.lastEventID == .event(EventID(unchecked: 7)))
        #expect(try Self.read("last_event_id=5", header: "7").lastEventID == .event(EventID(unchecked: 7)))
        #expect(try Self.read("last_event_id=end", header: "").lastEventID == .end)
        #expect(try Self.read("last_event_id=&n=3", header: "").lines == .last(3))
    }

    @Test(arguments: [
        ("", "", LogRequest.Start.last(100, after: nil)), ("f", "", .last(10, after: nil)), ("n=all", "", .oldest),
        ("f&n=0", "", .last(0, after: nil)), ("since=now", "", .oldest), ("after=5", "", .after(EventID(unchecked: 5))),
        ("after=5&n=2", "", .last(2, after: EventID(unchecked: 5))), ("max=5", "", .oldest),
        ("n=3&since=now", "", .last(3, after: nil)), ("n=3", "8", .after(EventID(unchecked: 8))),
    ])
    func `where a stream begins`(text: String, header: String, start: LogRequest.Start) throws {
        let request = LogRequest(try Self.read(text, header: header), unit: nil, accept: AcceptHeader(nil))
        #expect(request?.start == start)
    }

    @Test(arguments: [
        (nil, "", OutputFormat.short, false), ("*/*", "", .short, false), ("*/*", "f", .short, true),
        ("text/event-stream", "", .sse, true), ("text/event-stream", "o=json", .json, false),
        ("text/event-stream", "o=sse", .sse, true), ("text/event-stream", "f=0", .sse, false),
        ("application/json", "", .json, false), ("application/x-ndjson", "f", .json, true),
        ("application/json;q=0.5, text/event-stream;q=0.9", "", .sse, true),
        ("application/json, text/event-stream", "", .sse, true), ("text/event-stream;q=0, */*", "", .short, false),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "", .short, false),
        ("image/png", "", .short, false), (",;q=2,text/plain;q=x", "", .short, false), ("*/*", "o=sse", .sse, false),
    ])
    func `the output is by o, else by Accept`(accept: String?, text: String, format: OutputFormat, follow: Bool) throws
    {
        let request = LogRequest(try Self.read(text), unit: nil, accept: AcceptHeader(accept))
        #expect(request?.encoding.format == format)
        #expect(request?.isFollow == follow)
    }
}

struct HostCheckTests {
    @Test(arguments: [
        "127.0.0.1", "127.0.0.1:8514", "10.1.2.3:80", "[::1]:8514", "[fe80::1]", "localhost", "LOCALHOST:1",
        "localhost.",
        "web1.example.org", "WEB1.example.org.:8514",
    ])
    func `addresses, localhost and our names are allowed`(host: String) {
        #expect(HostCheck(names: ["Web1.example.org"]).allows(host))
    }

    @Test(
        arguments: [
            "", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3", "1.2.3.400",
            "1.2.3.4:port",
            "1.2.3.4:123456", "[::1", "[]", "[evil]:1", "evil:80:80", "web1.example.org.evil", "@localhost",
            "a@127.0.0.1",
            "localhost:", "localhost:80@evil",
        ].filter { $0 != "localhost:" }
    )
    func `every other name is not`(host: String) {
        #expect(!HostCheck(names: ["Web1.example.org"]).allows(host))
    }
}
