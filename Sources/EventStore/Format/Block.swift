public import LogModel

/// Events of one commit, decoded: immutable, shared by all who read it.
public final class Block: Sendable {
    /// The ID of the first event; the others follow densely.
    public let firstID: EventID
    /// The ID of the last event before this block in the log; what lies between is missing, or a step between runs.
    public let predecessorID: EventID
    /// The events.
    public let columns: EventColumns
    /// The earliest and the latest time of its events.
    public let times: ClosedRange<Timestamp>

    /// A block of at least one event.
    public init(firstID: EventID, predecessorID: EventID, columns: EventColumns) {
        precondition(!columns.isEmpty, "BUG: a decoded block without events")
        (self.firstID, self.predecessorID, self.columns) = (firstID, predecessorID, columns)
        let least = columns.times.min() ?? 0
        let most = columns.times.max() ?? 0
        times = Timestamp(microseconds: least)...Timestamp(microseconds: most)
    }

    /// The ID of the last event.
    public var lastID: EventID { EventID(unchecked: firstID.rawValue + UInt64(columns.count - 1)) }
    /// The memory it takes in bytes, nearly.
    public var byteCount: Int { columns.byteCount }

    /// The ID of an event by its index.
    @inlinable
    public func id(at index: Int) -> EventID { EventID(unchecked: firstID.rawValue + UInt64(index)) }
}
