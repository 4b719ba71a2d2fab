public import LogModel

/// A place in the log and what to show from there: replay and live alike, finite and following alike.
public struct Subscription: Hashable, Sendable {
    /// The last ID examined; what comes next is strictly after it.
    public var position: EventID
    /// Ends before this ID: the head at the start of a finite query, or `before`. Nil follows.
    public var end: EventID?
    /// What passes.
    public var filter: EventFilter
    /// Whether a loss right after `position` is one the client must hear of: it named the position, or has been
    /// served up to it. False only for a query that begins wherever the log does.
    public var isResuming: Bool

    /// A subscription; `resuming` when the client named the position.
    public init(after position: EventID, end: EventID? = nil, filter: EventFilter, resuming: Bool) {
        (self.position, self.end, self.filter, isResuming) = (position, end, filter, resuming)
    }

    /// All through this ID has been examined.
    public mutating func advance(through id: EventID) {
        position = id
        isResuming = true
    }
}

/// What follows a subscription's position.
public enum Selection: Sendable {
    /// The position has reached the head, and waits for it to move.
    case head
    /// The position has reached the subscription's end.
    case end
    /// Events of one block that pass, and a loss before them; either may be absent, and the position moves on.
    case events(Match)

    /// The events of one block that pass.
    public struct Match: Sendable {
        /// The block.
        public let block: Block?
        /// The indices within the block of the events that pass, ascending; may be empty.
        public let indices: [Int]
        /// Events lost between the position and these; comes before them, under the ID `gapID`.
        public let gap: Gap?
        /// The position after the gap: just before the next event.
        public let gapID: EventID
        /// The last ID examined: the position after this selection.
        public let through: EventID

        /// A match.
        public init(block: Block?, indices: [Int], gap: Gap?, gapID: EventID, through: EventID) {
            (self.block, self.indices, self.gap) = (block, indices, gap)
            (self.gapID, self.through) = (gapID, through)
        }
    }
}
