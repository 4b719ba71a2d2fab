/// What a subscription lets through: decided once per origin, then by priority and time.
///
/// All parts must hold. A gap passes whatever its input could have passed: a loss is never hidden by a filter
/// on something that only the lost events would have told.
public struct EventFilter: Hashable, Sendable {
    /// Each selection must hold: the path's unit and the `unit` parameter.
    public var units: [UnitSelection] = []
    /// The priorities to show; nil shows all events, those without priority included.
    public var priorities: PrioritySet?
    /// The earliest time, inclusive.
    public var since: Timestamp?
    /// The latest time, inclusive.
    public var until: Timestamp?
    /// What the message must hold; each must. Decided by EventStore, a block at a time, after all else.
    public var patterns: [TextPattern] = []

    /// Lets everything through.
    public init() {}

    /// Whether events of this origin may pass.
    public func matches(_ origin: Origin) -> Bool {
        units.allSatisfy { $0.matches(origin.units) }
    }

    /// Whether gaps of this origin may pass: one of no known unit passes every filter on units.
    public func matchesGap(of origin: Origin) -> Bool {
        origin.units.isEmpty || matches(origin)
    }

    /// Whether anything between these times may pass; lets a whole block be skipped.
    public func mayMatch(from first: Timestamp, through last: Timestamp) -> Bool {
        (since.map { last >= $0 } ?? true) && (until.map { first <= $0 } ?? true)
    }

    /// The indices of the events that pass, ascending, within a range of a batch.
    public func matches(in columns: EventColumns, range: Range<Int>) -> [Int] {
        let events = columns.origins.map { matches($0) }
        let gaps = columns.origins.map { matchesGap(of: $0) }
        let bits = priorities?.bits ?? 0x1ff
        let (from, to) = (since?.microseconds ?? .min, until?.microseconds ?? .max)
        guard events.contains(true) || gaps.contains(true) else { return [] }
        var result: [Int] = []
        let (times, indexes, kinds) = (columns.times, columns.originIndexes, columns.kinds)
        for index in range where times[index] >= from && times[index] <= to {
            let origin = Int(indexes[index])
            let kind = kinds[index]
            if kind.isGap ? gaps[origin] : events[origin] && kind.priorityBit & bits != 0 { result.append(index) }
        }
        return result
    }
}

/// A set of priorities, which events without a priority are never in.
public struct PrioritySet: Hashable, Sendable {
    /// Bit N for priority N.
    public let bits: UInt16

    /// All from the more severe to the less severe end.
    public init(from severe: Priority, through mild: Priority) {
        bits = (severe.rawValue...mild.rawValue).reduce(0) { $0 | 1 << UInt16($1) }
    }

    /// `err` (that and more severe, as `journalctl -p`), or `warning..err` in either order.
    public init?(text: String) {
        guard let dots = text.firstRange(of: "..") else {
            guard let mild = Priority(text: text), let severe = Priority(rawValue: 0) else { return nil }
            self.init(from: severe, through: mild)
            return
        }
        guard let one = Priority(text: String(text[..<dots.lowerBound])),
            let other = Priority(text: String(text[dots.upperBound...]))
        else { return nil }
        self.init(
            from: one.rawValue < other.rawValue ? one : other,
            through: one.rawValue < other.rawValue ? other : one
        )
    }
}
