import LogModel
import TestSupport

@testable import StreamServer

/// A log of which every event can be told by its marks, and grants over it: what a test of leaks goes by.
struct AccessLog {
    /// One event of the log.
    struct Marked {
        let id: EventID
        let origin: Origin
        /// Stands in its message, its identifier, a trusted field and one of its own, and nowhere else.
        let mark: String
    }

    let marks: String
    let events: [Marked]
    /// An ID among them that is a gap of a file's.
    let gap: EventID

    /// Grants, from all to nothing.
    static let grants = [["*"], ["web"], ["we*", "db"], ["app.slice"], ["file-a", "init.scope"], ["nothing"]]

    private static let origins: [(units: [String], input: String)] = [
        (["web.service", "system.slice"], "journal"), (["db.service", "app.slice"], "journal"),
        (["init.scope", "web.service"], "journal"), ([], "journal"), (["file-a"], "file:/var/log/a"),
        (["file-b"], "file:/var/log/b"), (["web2.service"], "journal"), (["db2.service", "system.slice"], "journal"),
    ]

    /// Puts the events in, with marks that begin like this: each origin has some, in no order.
    init(_ fixture: ServerFixture, marks: String = "zq") {
        self.marks = marks
        var made: [TestEvent] = []
        for index in 0..<40 {
            let (units, input) = Self.origins[index * 5 % 8]
            let mark = "\(marks)\(index)x"
            var event = TestEvent("\(mark) says hello")
            var fields = [Field("SYSLOG_IDENTIFIER", mark), Field("_COMM", "\(mark)c"), Field("_HOSTNAME", "host")]
            if input == "journal" {
                fields.append(Field("_BOOT_ID", "c39ef16dd350464fab0ded3bfe5f8830"))
                fields.append(Field("__SEQNUM_ID", "26473706a5864074939af7c671a1ed80"))
                event.address = JournalAddress(sequence: UInt64(index + 1), monotonic: UInt64(index + 1), xorHash: 7)
            }
            event.origin = Origin(input: input, fields: fields, units: units)
            event.own = [Array("OWN=\(mark)o".utf8)]
            made.append(event)
        }
        var lost = TestEvent("")
        lost.origin = Origin(input: "file:/var/log/b", units: ["file-b"])
        lost.gap = Gap(reason: .rotated, missed: 3, input: "file:/var/log/\(marks)gapx")
        let first = fixture.append(made + [lost])
        events = made.enumerated().map { index, event in
            let id = EventID(unchecked: first.rawValue + UInt64(index))
            return Marked(id: id, origin: event.origin, mark: "\(marks)\(index)x")
        }
        gap = EventID(unchecked: first.rawValue + UInt64(made.count))
    }

    /// The events of a grant.
    func granted(_ units: [String]) -> [Marked] {
        guard let grant = Grant(units) else { return events }
        return events.filter { grant.matches($0.origin) }
    }

    /// What an answer tells that the grant does not give: the marks of events in it, and of the gap.
    func leaks(_ units: [String], in answer: String) -> [String] {
        let mine = Set(granted(units).map(\.mark))
        var hidden = events.map(\.mark).filter { !mine.contains($0) }
        if let grant = Grant(units), !grant.names("file-b") { hidden.append("\(marks)gapx") }
        return hidden.filter { answer.contains($0) }
    }

    /// What is asked for: every path that yields events or counts, with parameters and headers.
    var requests: [(path: String, headers: [String: String])] {
        let last = events[events.count - 1].id.rawValue
        let (first, middle) = (events[0].id.rawValue, events[17].id.rawValue)
        var list: [(String, [String: String])] = []
        let outputs = ["short", "short-iso", "cat", "json", "json-pretty", "sse", "export"]
        list += outputs.map { ("/logs?n=all&o=\($0)&fields=all", [:]) }
        let parameters = [
            "", "reverse", "after=\(middle)", "before=\(middle)&n=5", "q=hello", "q=zq3x%20OR%20zq4x", "g=zq", "max=3",
            "p=info", "n=3", "since=@0", "u=web", "u=db", "u=!web", "u=*", "u=*.slice", "t=zq5x", "OWN=zq3xo",
            "_COMM=zq9xc", "k", "b=0", "show-cursor&n=2", "x=zq1", "H=host", "u=web2&u=file-b", "user-unit=*",
        ]
        list += parameters.map { ("/logs?fields=all&o=json&\($0)", [:]) }
        for unit in [
            "web", "db", "db2", "web*", "*", "file-b", "file-a", "system.slice", "app.slice", "init.scope", "?eb2*",
            "wib",
        ] {
            list.append(("/logs/\(unit)?n=all&o=json", [:]))
            list.append(("/logs?u=\(unit)&o=json", [:]))
        }
        for event in events + [events[0]] { list.append(("/e/\(event.id.rawValue)?o=json", [:])) }
        for number in [first, middle, last, gap.rawValue] { list.append(("/e/\(number)?context=40&o=json", [:])) }
        for path in ["/units", "/boots", "/facets", "/hist"] {
            list += ["", "u=db", "q=zq7x", "after=\(middle)", "before=\(middle)", "OWN=zq3xo"].map {
                ("\(path)?\($0)", [:])
            }
        }
        let streams = ["f&before=\(gap.next.rawValue)&n=all", "f&before=\(gap.next.rawValue)&stop-on=zq39x&n=all"]
        list += streams.map { ("/logs?o=sse&\($0)", [:]) }
        for number in [first - 1, middle, last, 5, gap.rawValue] {
            let resume = ["Last-Event-ID": "\(number)", "Accept": "text/event-stream"]
            list.append(("/logs?before=\(gap.next.rawValue)", resume))
            list.append(("/logs/web?before=\(gap.next.rawValue)", resume))
            list.append(("/logs?f&o=json&before=\(gap.next.rawValue)&last_event_id=\(number)", [:]))
        }
        for accept in ["text/plain", "application/json", "application/vnd.fdo.journal"] {
            for range in [
                "entries=:0:100", "entries=:-9:10", "entries=\(cursor(7)):0:1", "entries=\(cursor(3)):-2:3",
                "realtime=1:",
            ] {
                list.append(("/entries", ["Accept": accept, "Range": range]))
            }
            for field in ["_COMM", "MESSAGE", "OWN", "SYSLOG_IDENTIFIER", "PRIORITY"] {
                list.append(("/fields/\(field)", ["Accept": accept]))
            }
        }
        list.append(("/entries?_COMM=zq6xc", [:]))
        list += (1...40).map { ("/entries?discrete", ["Range": "entries=\(cursor($0)):0:1"]) }
        list.append(("/entries", ["Last-Event-ID": cursor(11)]))
        list.append(("/boots", ["Accept": "application/json-seq"]))
        list += ["/machine", "/status", "/metrics", "/readyz", "/", "/help", "/openapi.json", "/whoami"].map {
            ($0, [:])
        }
        return list
    }

    private func cursor(_ sequence: Int) -> String {
        "s=26473706a5864074939af7c671a1ed80;i=\(String(sequence, radix: 16));b=c39ef16dd350464fab0ded3bfe5f8830"
            + ";m=\(String(sequence, radix: 16));t=\(String(ServerFixture.time.microseconds, radix: 16));x=7"
    }
}
