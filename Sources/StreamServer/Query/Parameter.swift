internal import LogModel

/// One parameter of `/logs`: what the parser, the help, and "did you mean" know of it.
struct Parameter: Sendable {
    /// The name.
    let name: String
    /// The one-letter form.
    let short: String?
    /// What stands after the `=` in the help.
    let value: String
    /// What it does.
    let what: String
    /// Whether it may stand there more than once.
    let isRepeatable: Bool
    /// Puts a value into the query.
    let read: @Sendable (GivenParameter, inout Query) throws(Problem) -> Void

    init(
        _ name: String,
        _ short: String?,
        _ value: String,
        _ what: String,
        isRepeatable: Bool = false,
        read: @escaping @Sendable (GivenParameter, inout Query) throws(Problem) -> Void
    ) {
        (self.name, self.short, self.value, self.what) = (name, short, value, what)
        (self.isRepeatable, self.read) = (isRepeatable, read)
    }

    /// All there are, in the order of the help.
    static let all: [Parameter] = [
        Parameter("follow", "f", "", "keep open and send what comes") { given, query throws(Problem) in
            query.follow = try given.boolean
        },
        Parameter("lines", "n", "N", "the last N, or all (default 100; 10 with follow; all with since or after)") {
            given,
            query throws(Problem) in
            query.lines = given.text == "all" ? .all : .last(try given.count(expected: "a number or all"))
        },
        Parameter("max", nil, "N", "the first N, then end") { given, query throws(Problem) in
            query.max = try given.count(expected: "a number")
        },
        Parameter("since", "S", "TIME", "from then on: -10m, yesterday 9:00, 14:05, RFC 3339") {
            given,
            query throws(Problem) in
            query.since = try given.time
        },
        Parameter("until", "U", "TIME", "up to then; a follow ends by the clock") { given, query throws(Problem) in
            query.until = try given.time
        },
        Parameter("unit", "u", "UNIT", "UNIT or UNIT.service, a glob, or !UNIT to leave out", isRepeatable: true) {
            given,
            query throws(Problem) in
            query.units.append(try given.unit)
        },
        Parameter("priority", "p", "PRIO", "this and more severe: err; or a range: warning..err") {
            given,
            query throws(Problem) in
            query.priorities = try given.priorities
        },
        Parameter("after", nil, "ID", "strictly after this event") { given, query throws(Problem) in
            query.after = try given.eventID
        },
        Parameter("before", nil, "ID", "strictly before this event") { given, query throws(Problem) in
            query.before = try given.eventID
        },
        Parameter("output", "o", "FORMAT", "\(OutputFormat.list(", ")); default by Accept, else short") {
            given,
            query throws(Problem) in
            query.output = try given.output
        },
        Parameter("fields", nil, "FIELDS", "of json and sse: own (default), all, none, or A,B") {
            given,
            query throws(Problem) in
            query.fields = try given.fields
        },
        Parameter("last_event_id", nil, "ID", "as the header Last-Event-ID, which wins") {
            given,
            query throws(Problem) in
            if !given.text.isEmpty { query.lastEventID = try given.resumePoint }
        },
    ]

    /// The parameter of this name or short form.
    static func named(_ text: String) -> Parameter? {
        all.first { $0.name == text || $0.short == text }
    }

    /// The answer to a name that is none, with the nearest that is.
    static func unknown(_ name: String) -> Problem {
        let shown = String(name.prefix(40))
        let nearest = NearestName.of(name, among: all.map(\.name))
        let hint =
            nearest.map { ", did you mean \"\($0)\"?" } ?? "; there are \(all.map(\.name).joined(separator: " "))"
        return .badParameter(shown, "unknown parameter \"\(shown)\"\(hint)")
    }
}
