internal import LogModel

/// What the parameters of a request for events ask for, before the log is looked at.
struct Query: Hashable, Sendable {
    /// Keep open; nil leaves it to `Accept`.
    var follow: Bool?
    /// The last so many events.
    var lines: Lines?
    /// The first so many events.
    var max: Int?
    /// Newest first.
    var isReverse = false
    /// Strictly after this ID.
    var after: EventID?
    /// Strictly before this ID.
    var before: EventID?
    /// What the parameters say of the events.
    var conditions = Conditions()
    /// What `q` says of them, which must hold as well.
    var language: Conditions?
    /// Events to show on either side of the one asked for.
    var context: Int?
    /// The time after which a follow ends.
    var duration: Duration?
    /// What the last line of a follow holds.
    var stopOn: TextPattern?
    /// The fields of JSON.
    var fields = FieldSelection.own
    /// The output; nil leaves it to `Accept`.
    var output: OutputFormat?
    /// Bytes of a message beyond which it is cut.
    var cut: Int?
    /// journalctl's colours.
    var color = false
    /// The exact bytes of messages in text.
    var raw = false
    /// The zone of text output and of times without one, as written; nil is the host's.
    var zone: String?
    /// A last line that names the position.
    var showsCursor = false
    /// The buckets of `/hist`.
    var buckets: Int?
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

    /// Whether the order of the log's boots must be known.
    var needsBoots: Bool { conditions.needsBoots || language?.needsBoots == true }

    /// Nothing asked for.
    init() {}

    /// Reads a query string of a path; `header` is the value of `Last-Event-ID`, which wins over the parameter.
    init(
        _ text: Substring,
        lastEventID header: String?,
        clock: QueryClock,
        place: Parameter.Place = .logs
    ) throws(Problem) {
        let pairs = try QueryPair.read(text)
        var clock = clock
        if let zone = pairs.first(where: { $0.name == "tz" }) {
            clock.zoneOffset = try GivenParameter(text: zone.value, name: zone.name, clock: clock).zone
        }
        var seen: Set<String> = []
        for pair in pairs { try read(pair, &seen, clock, place) }
        try checkTogether()
        guard place == .logs else { return }
        if let header, !header.isEmpty {
            guard let point = ResumePoint(text: header) else {
                throw .badParameter("Last-Event-ID", "Last-Event-ID \(EventID.grammar(header))")
            }
            lastEventID = point
        }
        guard lastEventID != nil else { return }
        (after, since, lines) = (nil, nil, nil)
        language?.since = nil
    }

    private mutating func read(
        _ pair: QueryPair,
        _ seen: inout Set<String>,
        _ clock: QueryClock,
        _ place: Parameter.Place
    ) throws(Problem) {
        guard let parameter = Parameter.named(pair.name) else {
            guard place != .event, FieldCondition.isFieldName(pair.name) else {
                throw Parameter.unknown(pair.name, at: place)
            }
            conditions.matches.append(.init(name: pair.name, value: pair.value))
            return
        }
        guard parameter.places.contains(place) else { throw Parameter.unknown(pair.name, at: place) }
        if !seen.insert(parameter.name).inserted, !parameter.isRepeatable {
            throw .badParameter(pair.name, "parameter \"\(parameter.name)\" stands there twice")
        }
        try parameter.read(GivenParameter(text: pair.value, name: pair.name, clock: clock), &self)
    }

    /// What each of two parameters may be, and both may not.
    private func checkTogether() throws(Problem) {
        if lines != nil, max != nil {
            throw .badParameter("max", "\"lines\" and \"max\" exclude each other: the last N, or the first N")
        }
        if isReverse, follow == true {
            throw .badParameter("reverse", "\"reverse\" and \"follow\" exclude each other: newest first has an end")
        }
        let count = conditions.patterns.count + (language?.patterns.count ?? 0)
        if count > Limits.patterns {
            throw .badParameter("grep", "more than \(Limits.patterns) patterns, with exclude and q counted")
        }
    }
}

extension Query {
    /// Refuses a place among the boots at which there is none; `order` lists the log's.
    func checkBoots(_ order: [String]) throws(Problem) {
        for choice in conditions.boots + (language?.boots ?? []) where !choice.isExcluded {
            guard case .offset(let offset) = choice.boot, choice.id(in: order) == nil else { continue }
            let held = order.count == 1 ? "one boot" : "\(order.count) boots"
            throw Problem(
                status: 404,
                detail: "there is no boot \(offset) in the log, which holds \(held); 0 is the newest, 1 the oldest",
                parameter: "boot"
            )
        }
    }

    /// Patterns of units, a leading `!` excluding.
    var units: [String] { conditions.units }
    /// The priorities to show.
    var priorities: PrioritySet? { conditions.priorities }
    /// The earliest time that a parameter names.
    var since: Timestamp? {
        get { conditions.since }
        set { conditions.since = newValue }
    }
    /// The latest time that a parameter names.
    var until: Timestamp? { conditions.until }
}

extension EventID {
    /// The end of a sentence about a text that is no ID.
    static func grammar(_ text: String) -> String {
        "is no event ID: \"\(text.prefix(40))\"; one is a decimal number below 2^53 without sign or leading zeros"
    }
}
