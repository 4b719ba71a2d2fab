/// What a subscription lets through: decided once per origin, then by priority and time, then by the event's own
/// fields, and last by its message.
///
/// All parts must hold. A gap passes whatever its input could have passed: a loss is never hidden by a filter
/// on something that only the lost events would have told.
public struct EventFilter: Hashable, Sendable {
    /// What the reader may see, whatever it asks for; nil is everything.
    public var grant: Grant?
    /// Each selection must hold: the path's unit, the `unit` parameter, those of `q`.
    public var units: [UnitSelection] = []
    /// Each must hold.
    public var fields: [FieldCondition] = []
    /// The priorities to show; nil shows all events, those without priority included.
    public var priorities: PrioritySet?
    /// The earliest time, inclusive.
    public var since: Timestamp?
    /// The latest time, inclusive.
    public var until: Timestamp?
    /// What the message must hold; each must. Decided by EventStore, a block at a time, after all else.
    public var patterns: [TextPattern] = []
    /// Lets journal entries alone through: no events of files, and no gaps.
    public var isEntriesOnly = false

    /// Lets everything through.
    public init() {}

    /// Lets every journal entry through, and nothing else.
    public static var entries: EventFilter {
        var filter = EventFilter()
        filter.isEntriesOnly = true
        return filter
    }

    /// Whether events of this origin may pass.
    public func matches(_ origin: Origin) -> Bool {
        (!isEntriesOnly || origin.isOfEntries) && (grant?.matches(origin) ?? true)
            && units.allSatisfy { $0.matches(origin) }
            && fields.allSatisfy { $0.home != .origin || $0.matches(origin) }
    }

    /// Whether gaps of this origin may pass: one of no known unit passes every filter on units.
    public func matchesGap(of origin: Origin) -> Bool {
        !isEntriesOnly && (grant?.matchesGap(of: origin) ?? true)
            && (origin.units.isEmpty || units.allSatisfy { $0.matches(origin) })
            && fields.allSatisfy { $0.matchesGap(of: origin) }
    }

    /// Whether anything between these times may pass; lets a whole block be skipped.
    public func mayMatch(from first: Timestamp, through last: Timestamp) -> Bool {
        (since.map { last >= $0 } ?? true) && (until.map { first <= $0 } ?? true)
    }
}
