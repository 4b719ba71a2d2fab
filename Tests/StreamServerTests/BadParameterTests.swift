import LogModel
import Testing

@testable import StreamServer

/// Whatever a parameter is given, the answer is right or a 400 that names the parameter and what it takes.
struct BadParameterTests {
    /// Values that are wrong for every parameter that takes no free text.
    static let wrong: [String] = [
        "%00", "%ff", "%zz", "%", "a%00b", "-1", "-0", "99999999999999999999999999", "1e3", "0x10", "NaN", "null",
        "[]", "%7B%7D", "%0a", "%1b[31m", "%E2%80%AE", "%F0%9F%92%A9", "%C0%80", "%ED%A0%80",
        String(repeating: "9", count: 5000), String(repeating: "a", count: 10_000),
        String(repeating: "%2A", count: 3000), "+", "%20", "!", "!!", "\u{0}",
    ]

    /// What else is wrong for each parameter, and a part of what the answer says.
    static let table: [(name: String, values: [String], says: String)] = [
        ("follow", ["maybe", "2", "yess"], "yes or no"),
        ("lines", ["", "x", "1.5", "-5", "100000001", "ALL", "%2B1"], "a number or all"),
        ("max", ["", "x", "all", "-5", "100000001"], "a number"),
        ("reverse", ["maybe"], "yes or no"),
        ("since", ["", "soon", "10m", "-", "25:00", "2026-02-30"], "accepted are -10m"),
        ("until", ["", "later", "@-5"], "accepted are -10m"),
        ("after", ["", "end", "07", "9007199254740992", "1.0"], "is no event ID"),
        ("before", ["", "end", "07", "9007199254740992", "1.0"], "is no event ID"),
        ("for", ["", "0", "0s", "30", "-30s", "30x", "forever", "400d", "ago"], "is a time such as|longer than"),
        ("stop-on", [""], "is empty"),
        ("last_event_id", ["END", "-1", "x"], "is no event ID"),
        ("unit", ["", "!"], "is empty"),
        ("user-unit", ["", "!"], "is empty"),
        ("identifier", ["", "!"], "is empty"),
        ("host", ["", "!"], "is empty"),
        ("boot", ["x", "!", "1.0", "--1", "0000000", "c39ef16dd350464fab0ded3bfe5f883", "!all"], "is no boot"),
        ("priority", ["", "8", "loud", "err..", "..err", "1..2..3", "!", "!debug"], "is no priority|leaves nothing"),
        ("facility", ["", "kernn", "128", "kern,", ",", "-1", "!"], "is no facility"),
        ("uid", ["", "root", "-1", "4294967296", "1.0", "!", "%2B5"], "number of a user"),
        ("k", ["maybe"], "yes or no"),
        ("grep", [""], "is empty"),
        ("exclude", [""], "is empty"),
        ("q", ["%22", "unit%3A", "-", "/x", "unti%3Ax"], "column"),
        ("output", ["", "jsn", "JSON", "xml"], "unknown output"),
        ("fields", ["", "a", "A,,B", "A,b", ","], "names no fields"),
        ("cut", ["", "0", "-1", "x", "100000001"], "a number of bytes"),
        ("tz", ["", "Mars/Olympus", "+25", "../../etc/passwd", "/etc/localtime", "+1:0"], "is no time zone"),
        ("color", ["maybe", "red"], "always or never"),
        ("raw", ["maybe"], "yes or no"),
        ("show-cursor", ["maybe"], "yes or no"),
    ]

    @Test func `the table has every parameter of the logs`() {
        #expect(Set(Self.table.map(\.name)) == Set(Parameter.all.filter { $0.places.contains(.logs) }.map(\.name)))
    }

    @Test(arguments: table)
    func `a wrong value is a 400 that says what would be right`(name: String, values: [String], says: String) {
        for value in values {
            for key in [name, Parameter.named(name)?.short ?? name] {
                let problem = #expect(throws: Problem.self, "\(key)=\(value)") {
                    try QueryTests.read("\(key)=\(value)")
                }
                let isTold = says.split(separator: "|").contains { problem?.detail.contains($0) == true }
                #expect(isTold, "\(key)=\(value): \(problem?.detail ?? "")")
                #expect(problem?.parameter == key)
                #expect(problem?.status == 400)
            }
        }
    }

    @Test(arguments: Parameter.all.map(\.name))
    func `nothing but a value or a 400 that names the parameter`(name: String) {
        let place: Parameter.Place = Parameter.named(name)?.places.contains(.logs) == true ? .logs : .event
        for value in Self.wrong + ["", "x", "0", "all"] {
            do throws(Problem) {
                _ = try Query("\(name)=\(value)", lastEventID: nil, clock: QueryTests.clock, place: place)
            } catch {
                #expect(error.status == 400)
                #expect(error.parameter == name, "\(value.prefix(40))")
                #expect(error.detail.utf8.count < 600, "\(value.prefix(40))")
            }
        }
    }

    @Test(arguments: Parameter.all)
    func `bytes that are no text, and too much of it, are refused everywhere`(_ parameter: Parameter) throws {
        let places: [Parameter.Place] = [.logs, .event, .histogram]
        let place = try #require(places.first { parameter.places.contains($0) })
        for value in [
            "%00", "a%00b", "%ff", "%C0%80", "%ED%A0%80", "%zz", "%", "%4", String(repeating: "a", count: 10_000),
        ] {
            let problem = #expect(throws: Problem.self, "\(parameter.name)=\(value.prefix(10))") {
                try Query("\(parameter.name)=\(value)", lastEventID: nil, clock: QueryTests.clock, place: place)
            }
            #expect(problem?.parameter == parameter.name)
        }
    }

    @Test(arguments: Parameter.all)
    func `what may stand there once is refused twice, and the examples are right`(_ parameter: Parameter) throws {
        let places: [Parameter.Place] = [.logs, .event, .histogram]
        let place = try #require(places.first { parameter.places.contains($0) })
        func read(_ text: String) throws(Problem) {
            _ = try Query(Substring(text), lastEventID: nil, clock: QueryTests.clock, place: place)
        }
        let values = parameter.examples.map {
            $0.split(separator: "+", omittingEmptySubsequences: false).joined(separator: "%2B")
        }
        for value in values {
            #expect(throws: Never.self) { try read("\(parameter.name)=\(value)") }
        }
        let value = values.first ?? "1"
        if parameter.isRepeatable {
            #expect(throws: Never.self) { try read("\(parameter.name)=\(value)&\(parameter.name)=\(value)") }
        } else {
            let problem = #expect(throws: Problem.self) {
                try read("\(parameter.name)=\(value)&\(parameter.short ?? parameter.name)=\(value)")
            }
            #expect(problem?.detail == "parameter \"\(parameter.name)\" stands there twice")
        }
    }

    @Test(arguments: [
        ("__CURSOR=x", "cannot be matched by"), ("_pid=1", "unknown parameter \"_pid\""),
        ("A_\(String(repeating: "B", count: 70))=1", "at most 64"), ("Ä=1", "unknown parameter"),
        ("grepp=1", "did you mean \"grep\"?"), ("prioriti=1", "did you mean \"priority\"?"),
        ("stopon=1", "did you mean \"stop-on\"?"), ("show_cursor=1", "did you mean \"show-cursor\"?"),
        ("context=5", "\"context\" is no parameter of /logs; /e/ID has it"),
        ("buckets=5", "/hist has it"), ("r&f", "exclude each other"),
    ])
    func `a name that is none is refused, not ignored`(text: String, says: String) {
        let problem = #expect(throws: Problem.self) { try QueryTests.read(text) }
        #expect(problem?.detail.contains(says) == true, "\(problem?.detail ?? "")")
        #expect(problem?.status == 400)
    }

    @Test(arguments: ["u=x", "n=5", "f", "after=1", "_PID=1", "q=x", "bogus=1", "X=1"])
    func `one event takes no filter`(text: String) {
        let problem = #expect(throws: Problem.self) {
            try Query(Substring(text), lastEventID: nil, clock: QueryTests.clock, place: .event)
        }
        #expect(problem?.detail.contains("context") == true, "\(problem?.detail ?? "")")
    }

    @Test(arguments: [
        ("reverse", "text/event-stream", "add f=0"), ("for=30s", nil, "add f"), ("stop-on=x", nil, "add f"),
    ])
    func `what only a follow has, or has not, is decided once that is known`(
        text: String,
        accept: String?,
        says: String
    )
        throws
    {
        let request = LogRequest(try QueryTests.read(text), unit: nil, accept: AcceptHeader(accept))
        let problem = #expect(throws: Problem.self) { try request?.check() }
        #expect(problem?.detail.contains(says) == true)
        #expect(problem?.status == 400)
    }
}
