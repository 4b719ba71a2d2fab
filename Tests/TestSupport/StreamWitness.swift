/// What a client that resumes saw over all its connections, and whether that was each event exactly once.
public struct StreamWitness: Sendable {
    /// The log events in the order they came: ID and bytes.
    public private(set) var events: [(id: UInt64, data: [UInt8])] = []
    /// The data of the gap events.
    public private(set) var gaps: [String] = []
    /// What a reconnect sends as `Last-Event-ID`.
    public private(set) var lastEventID = ""

    /// What is wrong with what was seen.
    public enum Violation: Error, Hashable {
        /// An ID that is not above the one before: a repeat, or disorder.
        case notAscending(UInt64, after: UInt64)
        /// An event of the log that the client never saw.
        case missing(UInt64)
        /// An event that the log does not have.
        case unknown(UInt64)
        /// Other bytes under the same ID.
        case changed(UInt64)
    }

    /// Nothing seen.
    public init() {}

    /// Takes an event as it came.
    public mutating func take(_ event: SSEEvent) {
        if event.type == "message", let id = UInt64(event.id) { events.append((id, event.data)) }
        if event.type == "gap" { gaps.append(String(decoding: event.data, as: UTF8.self)) }
        lastEventID = event.id
    }

    /// Reads a stream until `isDone` says so or the connection ends; true when done.
    public mutating func read(_ connection: HTTPConnection, until isDone: (StreamWitness, SSEEvent) -> Bool) -> Bool {
        var parser = SSEParser(lastEventID: lastEventID)
        while let bytes = connection.read() {
            for event in parser.feed(bytes) {
                take(event)
                if isDone(self, event) { return true }
            }
        }
        return false
    }

    /// Throws unless this is what the log holds up to the last event seen: the same IDs and bytes, in order, none
    /// missing, none twice.
    public func verify(against log: [(id: UInt64, data: [UInt8])]) throws(Violation) {
        for (one, next) in zip(events, events.dropFirst()) where next.id <= one.id {
            throw .notAscending(next.id, after: one.id)
        }
        let held = Dictionary(log.map { ($0.id, $0.data) }, uniquingKeysWith: { first, _ in first })
        for event in events {
            guard let data = held[event.id] else { throw .unknown(event.id) }
            guard data == event.data else { throw .changed(event.id) }
        }
        let seen = Set(events.map(\.id))
        let last = events.last?.id ?? 0
        if let missing = log.first(where: { $0.id <= last && !seen.contains($0.id) }) { throw .missing(missing.id) }
    }

    /// For tests of this checker: the same with one thing wrong.
    public func planted(_ fault: Fault, at index: Int) -> StreamWitness {
        var copy = self
        switch fault {
        case .loss: copy.events.remove(at: index)
        case .repetition: copy.events.insert(copy.events[index], at: index)
        case .change: copy.events[index].data.append(0x20)
        }
        return copy
    }

    /// What can be planted.
    public enum Fault: CaseIterable, Sendable {
        /// An event is left out.
        case loss
        /// An event comes twice.
        case repetition
        /// An event has other bytes.
        case change
    }
}
