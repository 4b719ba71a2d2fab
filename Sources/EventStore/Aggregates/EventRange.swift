public import LogModel

/// The events strictly between two IDs, which need not be in the log; where the second is not after the first, none.
public struct EventRange: Hashable, Sendable {
    /// Before the first event.
    public var after: EventID
    /// After the last event; nil is the log's head.
    public var before: EventID?

    /// A range; by itself, all events.
    public init(after: EventID = .zero, before: EventID? = nil) {
        (self.after, self.before) = (after, before)
    }
}
