internal import EventStore
internal import LogModel

/// Whether the log holds anything of a unit that is granted. Blocks on the disk: history threads only.
struct UnitKnowledge {
    let log: EventLog
    let grant: Grant?

    enum Verdict {
        case known
        /// No event is of the unit; this one's name is near.
        case unknown(nearest: String?)
    }

    /// The verdict on a unit that a client named, whatever else it asked for.
    func verdict(on name: String) throws -> Verdict {
        var filter = all
        filter.units = [UnitSelection(included: [UnitPattern(name)])]
        let head = log.bounds.head
        if try log.position(beforeLast: 1, filter: filter, end: head) != .zero { return .known }
        return .unknown(nearest: NearestName.of(name, among: try recentUnits(head)))
    }

    private var all: EventFilter {
        var filter = EventFilter()
        filter.grant = grant
        return filter
    }

    /// The units of the newest events, with and without `.service`: those alone whose names are granted.
    private func recentUnits(_ head: EventID) throws -> Set<String> {
        let all = all
        let start = try log.position(beforeLast: Limits.nearestScan, filter: all, end: head)
        var place = Subscription(after: start, end: head, filter: all, resuming: false)
        var names: Set<String> = []
        while names.count < Limits.nearestScan, case .events(let match) = try log.selection(place) {
            place.position = match.through
            for origin in match.block?.columns.origins ?? [] where all.matches(origin) {
                for unit in origin.units where grant?.names(unit) ?? true {
                    names.insert(unit)
                    if unit.hasSuffix(".service") { names.insert(String(unit.dropLast(8))) }
                }
            }
        }
        return names
    }
}
