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
    }

    /// Nil where there is nothing to send, and never will be: `Last-Event-ID: end`.
    init?(_ query: Query, unit: String?, accept: AcceptHeader) {
        if query.lastEventID == .end { return nil }
        let format = query.output ?? Self.format(accept.preferred)
        isFollow = query.follow ?? (format == .sse && accept.preferred == .eventStream)
        encoding = Encoding(format: format, fields: format.hasFields ? query.fields : .none)
        var filter = EventFilter()
        if let unit { filter.units.append(UnitSelection(included: [UnitPattern(unit)])) }
        if !query.units.isEmpty { filter.units.append(UnitSelection(parameters: query.units)) }
        (filter.priorities, filter.since, filter.until) = (query.priorities, query.since, query.until)
        self.filter = filter
        start = Self.start(query, isFollow: isFollow)
        (before, max) = (query.before, query.max)
        let only = query.units.count == 1 ? query.units.first.flatMap { $0.hasPrefix("!") ? nil : $0 } : nil
        namedUnit = unit ?? only
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
            if query.since != nil || query.max != nil { return .oldest }
            return .last(isFollow ? 10 : 100, after: nil)
        }
    }
}

/// How events are written, whole: two streams of equal encoding send the same bytes.
struct Encoding: Hashable, Sendable {
    let format: OutputFormat
    let fields: FieldSelection
}
