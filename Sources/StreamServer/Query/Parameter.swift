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
    var isRepeatable = false
    /// Puts a value into the query; the second text is the name as the client wrote it.
    let read: @Sendable (String, String, inout Query, QueryClock) throws(Problem) -> Void

    /// The parameter of this name or short form.
    static func named(_ text: String) -> Parameter? {
        all.first { $0.name == text || $0.short == text }
    }

    /// The answer to a name that is none, with the nearest that is.
    static func unknown(_ name: String) -> Problem {
        let shown = String(name.prefix(40))
        let nearest = NearestName.of(name, among: all.map(\.name))
        let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; there are \(all.map(\.name).joined(separator: " "))"
        return .badParameter(shown, "unknown parameter \"\(shown)\"\(hint)")
    }

    /// All there are, in the order of the help.
    static let all: [Parameter] = [
        Parameter(name: "follow", short: "f", value: "", what: "keep open and send what comes") {
            value, name, query, _ throws(Problem) in
            query.follow = try boolean(value, name)
        },
        Parameter(
            name: "lines",
            short: "n",
            value: "N",
            what: "the last N that match, or all (default 100; 10 with follow; all with since or after)"
        ) { value, name, query, _ throws(Problem) in
            query.lines = value == "all" ? .all : .last(try count(value, name, orAll: true))
        },
        Parameter(name: "max", short: nil, value: "N", what: "the first N that match, then end") {
            value, name, query, _ throws(Problem) in
            query.max = try count(value, name, orAll: false)
        },
        Parameter(name: "since", short: "S", value: "TIME", what: "from then on: -10m, yesterday 9:00, 14:05, RFC 3339") {
            value, name, query, clock throws(Problem) in
            query.since = try time(value, name, clock)
        },
        Parameter(name: "until", short: "U", value: "TIME", what: "up to then; a follow ends by the clock") {
            value, name, query, clock throws(Problem) in
            query.until = try time(value, name, clock)
        },
        Parameter(
            name: "unit",
            short: "u",
            value: "UNIT",
            what: "this unit or X.service, a glob, or !UNIT to leave out",
            isRepeatable: true
        ) { value, name, query, _ throws(Problem) in
            guard !value.isEmpty, value != "!" else { throw .badParameter(name, "parameter \"\(name)\" is empty") }
            query.units.append(value)
        },
        Parameter(name: "priority", short: "p", value: "PRIO", what: "this and more severe: err; or a range: warning..err") {
            value, name, query, _ throws(Problem) in
            query.priorities = try priorities(value, name)
        },
        Parameter(name: "after", short: nil, value: "ID", what: "strictly after this event") {
            value, name, query, _ throws(Problem) in
            query.after = try eventID(value, name)
        },
        Parameter(name: "before", short: nil, value: "ID", what: "strictly before this event") {
            value, name, query, _ throws(Problem) in
            query.before = try eventID(value, name)
        },
        Parameter(
            name: "output",
            short: "o",
            value: "FORMAT",
            what: "\(OutputFormat.allCases.map(\.rawValue).joined(separator: ", ")); default by Accept, else short"
        ) { value, name, query, _ throws(Problem) in
            query.output = try output(value, name)
        },
        Parameter(name: "fields", short: nil, value: "FIELDS", what: "of json and sse: own (default), all, none, or A,B") {
            value, name, query, _ throws(Problem) in
            guard let fields = FieldSelection(text: value) else {
                throw .badParameter(name, "\"\(value.prefix(40))\" names no fields: own, all, none, or A,B in capitals")
            }
            query.fields = fields
        },
        Parameter(name: "last_event_id", short: nil, value: "ID", what: "as the header Last-Event-ID, which wins") {
            value, name, query, _ throws(Problem) in
            if value.isEmpty { return }
            guard let point = Query.ResumePoint(text: value) else {
                throw .badParameter(name, "\"\(name)\" \(EventID.grammar(value))")
            }
            query.lastEventID = point
        },
    ]
}
