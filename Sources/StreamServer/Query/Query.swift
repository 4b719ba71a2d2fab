internal import LogModel

/// What the parameters of a request for events ask for, before the log is looked at.
struct Query: Hashable, Sendable {
    /// Keep open; nil leaves it to `Accept`.
    var follow: Bool?
    /// The last so many events.
    var lines: Lines?
    /// The first so many events.
    var max: Int?
    /// Strictly after this ID.
    var after: EventID?
    /// Strictly before this ID.
    var before: EventID?
    /// Patterns of units, a leading `!` excluding.
    var units: [String] = []
    /// The priorities to show.
    var priorities: PrioritySet?
    /// The earliest time.
    var since: Timestamp?
    /// The latest time.
    var until: Timestamp?
    /// The fields of JSON.
    var fields = FieldSelection.own
    /// The output; nil leaves it to `Accept`.
    var output: OutputFormat?
    /// Where an EventSource left off.
    var lastEventID: ResumePoint?

    /// How many events to go back.
    enum Lines: Hashable, Sendable {
        /// To the oldest.
        case all
        /// By this many.
        case last(Int)
    }

    /// What `Last-Event-ID` names.
    enum ResumePoint: Hashable, Sendable {
        /// An event.
        case event(EventID)
        /// The end of a stream that is not to be opened again.
        case end

        /// Nil for anything but an ID and `end`.
        init?(text: String) {
            if text == "end" {
                self = .end
            } else if let id = EventID(text: text) {
                self = .event(id)
            } else {
                return nil
            }
        }
    }

    /// Reads a query string; `header` is the value of `Last-Event-ID`, which wins over the parameter.
    init(_ text: Substring, lastEventID header: String?, clock: QueryClock) throws(Problem) {
        var seen: Set<String> = []
        var count = 0
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= Limits.parameters else {
                throw .badRequest("more than \(Limits.parameters) parameters")
            }
            try read(Substring(pair), &seen, clock)
        }
        if lines != nil, max != nil {
            throw .badParameter("max", "\"lines\" and \"max\" exclude each other: the last N, or the first N")
        }
        if let header, !header.isEmpty {
            guard let point = ResumePoint(text: header) else {
                throw .badParameter("Last-Event-ID", "Last-Event-ID \(EventID.grammar(header))")
            }
            lastEventID = point
        }
        if lastEventID != nil { (after, since, lines) = (nil, nil, nil) }
    }

    private mutating func read(_ pair: Substring, _ seen: inout Set<String>, _ clock: QueryClock) throws(Problem) {
        let equals = pair.utf8.firstIndex(of: UInt8(ascii: "="))
        let rawName = pair[..<(equals ?? pair.endIndex)]
        let rawValue = equals.map { pair[pair.utf8.index(after: $0)...] } ?? ""
        let (name, value): (String, String)
        do {
            name = try PercentDecoding.text(rawName.utf8, plusIsSpace: true)
            value = try PercentDecoding.text(rawValue.utf8, plusIsSpace: true)
        } catch {
            throw .badParameter(String(rawName), error.sentence("parameter \"\(rawName)\""))
        }
        guard let parameter = Parameter.named(name) else { throw Parameter.unknown(name) }
        if !seen.insert(parameter.name).inserted, !parameter.isRepeatable {
            throw .badParameter(name, "parameter \"\(parameter.name)\" stands there twice")
        }
        try parameter.read(GivenParameter(text: value, name: name, clock: clock), &self)
    }
}

/// What is needed to read times: the present and the zone.
struct QueryClock: Sendable {
    let now: Timestamp
    let zoneOffset: @Sendable (Int64) -> Int
}

extension EventID {
    /// The end of a sentence about a text that is no ID.
    static func grammar(_ text: String) -> String {
        "is no event ID: \"\(text.prefix(40))\"; one is a decimal number below 2^53 without sign or leading zeros"
    }
}
