internal import LogModel

/// A query with all that was left open decided: what to send, how, and from where.
struct LogRequest: Hashable, Sendable {
    /// Keep open.
    let isFollow: Bool
    /// How events are written.
    let encoding: Encoding
    /// What passes.
    let filter: EventFilter
    /// Where to begin.
    let start: Start
    /// Strictly before this ID.
    let before: EventID?
    /// The most events to send.
    let max: Int?
    /// Newest first.
    let isReverse: Bool
    /// When a follow ends by itself.
    let ending: Ending
    /// Whether a last line tells where the answer ends.
    let showsCursor: Bool
    /// The unit of the path or the only `unit`, to say that it is unknown.
    let namedUnit: String?

    /// Where the stream begins.
    enum Start: Hashable, Sendable {
        /// At the oldest event.
        case oldest
        /// After an event that the client names.
        case after(EventID)
        /// So many events back from the end, but after this event if any.
        case last(Int, after: EventID?)
        /// At an event, with so many on either side.
        case around(EventID, Int)
        /// Where a client of gatewayd says, which takes a search.
        case entry(EntriesStart)
    }

    /// What ends a follow beside `max`, `until` and `before`.
    struct Ending: Hashable, Sendable {
        /// After this time.
        var duration: Duration?
        /// After a line that matches; then `duration` is a failure.
        var stopOn: TextPattern?
    }

    /// Nil where there is nothing to send, and never will be: `Last-Event-ID: end`. `boots` lists the log's boots
    /// where the query needs them.
    init?(_ query: Query, unit: String?, accept: AcceptHeader, boots: [String] = []) {
        if query.lastEventID == .end { return nil }
        let format = query.output ?? Self.format(accept.preferred)
        isFollow = query.follow ?? (format == .sse && accept.preferred == .eventStream)
        encoding = Encoding(query, format)
        filter = Self.filter(query, unit: unit, boots)
        start = Self.start(query, isFollow: isFollow)
        (before, max, isReverse) = (query.before, query.max, query.isReverse)
        showsCursor = query.showsCursor
        ending = Ending(duration: query.duration, stopOn: query.stopOn)
        let only = query.units.count == 1 ? query.units.first.flatMap { $0.hasPrefix("!") ? nil : $0 } : nil
        namedUnit = unit ?? (query.conditions.userUnits.isEmpty ? only : nil)
    }

    /// One event, and what stands around it: no filter, and an end.
    init(event: EventID, _ query: Query, accept: AcceptHeader) {
        let format = query.output ?? Self.format(accept.preferred)
        encoding = Encoding(query, format)
        (isFollow, isReverse, filter, ending) = (false, false, EventFilter(), Ending())
        (before, max, namedUnit, showsCursor) = (nil, nil, nil, false)
        start = .around(event, query.context ?? 0)
    }

    /// Why the request cannot be served; only what is known once all is decided.
    func check() throws(Problem) {
        if isReverse, isFollow {
            throw .badParameter(
                "reverse",
                "\"reverse\" and a follow exclude each other: newest first has an end; add f=0"
            )
        }
        guard !isFollow else { return }
        if ending.stopOn != nil { throw .badParameter("stop-on", "\"stop-on\" ends a follow; add f") }
        if ending.duration != nil { throw .badParameter("for", "\"for\" ends a follow; add f") }
    }

    /// What passes: the unit of the path, and what the parameters say.
    static func filter(_ query: Query, unit: String?, _ boots: [String]) -> EventFilter {
        var filter = EventFilter()
        if let unit { filter.units.append(UnitSelection(included: [UnitPattern(unit)])) }
        let namesBoots = query.conditions.namesBoots || query.language?.namesBoots == true
        let isKernel = query.conditions.isKernel || query.language?.isKernel == true
        for conditions in [query.conditions, query.language].compactMap({ $0 }) {
            conditions.add(to: &filter, boots: boots)
        }
        // As `journalctl -k`, which is about the present boot.
        if isKernel, !namesBoots { filter.fields.append(BootChoice.condition([BootChoice(offset: 0)], boots)) }
        return filter
    }

    private static func format(_ kind: AcceptHeader.Kind) -> OutputFormat {
        switch kind {
        case .eventStream: .sse
        case .json: .json
        case .html, .text: .short
        }
    }

    private static func start(_ query: Query, isFollow: Bool) -> Start {
        if case .event(let id) = query.lastEventID { return .after(id) }
        switch query.lines {
        case .all: return query.after.map { .after($0) } ?? .oldest
        case .last(let count): return .last(count, after: query.after)
        case nil:
            if let after = query.after { return .after(after) }
            if query.since != nil || query.language?.since != nil || query.max != nil { return .oldest }
            if isFollow { return .last(query.stopOn == nil ? 10 : 0, after: nil) }
            return .last(100, after: nil)
        }
    }
}
