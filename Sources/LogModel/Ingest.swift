/// How far an input has been read, durable together with the events up to there.
public struct InputPosition: Hashable, Sendable {
    /// The input's key, unique among all inputs and stable across restarts.
    public let input: String
    /// The position in the input's own encoding; empty means that the input is forgotten.
    public let bytes: [UInt8]

    /// The position of an input.
    public init(input: String, bytes: [UInt8]) {
        (self.input, self.bytes) = (input, bytes)
    }
}

/// Events of inputs together with the positions after them: written in one block, or not at all.
public struct IngestBatch: Sendable {
    /// The events, in the order they get their IDs.
    public var columns: EventColumns
    /// The positions that moved.
    public var positions: [InputPosition]

    /// A batch; either part may be empty.
    public init(columns: EventColumns = EventColumns(), positions: [InputPosition] = []) {
        (self.columns, self.positions) = (columns, positions)
    }

    /// Appends another batch after this one.
    public mutating func append(_ other: IngestBatch) {
        columns.append(contentsOf: other.columns)
        positions.append(contentsOf: other.positions)
    }
}

/// What the log wants of a reader now.
public struct IngestDemand: Hashable, Sendable {
    /// Somebody follows: deliver at once, poll what cannot wake.
    public var isFollowed: Bool
    /// A counter; when it moved, read to the present end and answer with `IngestPort.reachedEnd`.
    public var freshness: UInt64

    /// A demand.
    public init(isFollowed: Bool, freshness: UInt64) {
        (self.isFollowed, self.freshness) = (isFollowed, freshness)
    }
}

/// The way from a reader's thread into the log.
public struct IngestPort: Sendable {
    /// Hands a batch over. Blocks while the queue is full; false once the log is closing, and the reader ends.
    public var submit: @Sendable (IngestBatch) -> Bool
    /// The present demand; cheap.
    public var demand: @Sendable () -> IngestDemand
    /// All that the input held when `freshness` was read has been submitted.
    public var reachedEnd: @Sendable (_ freshness: UInt64) -> Void

    /// A port.
    public init(
        submit: @escaping @Sendable (IngestBatch) -> Bool,
        demand: @escaping @Sendable () -> IngestDemand,
        reachedEnd: @escaping @Sendable (UInt64) -> Void
    ) {
        (self.submit, self.demand, self.reachedEnd) = (submit, demand, reachedEnd)
    }
}
