internal import EventStore
internal import LogModel
internal import Synchronization

/// The boots that the log holds, in the order in which they first appear in it: what `boot=-1` counts back in.
///
/// The origins of each block are looked at once; later questions go on where the last one ended.
final class BootOrder: Sendable {
    private let known = Mutex(Known())

    private struct Known {
        var position = EventID.zero
        var boots: [Boot] = []
    }

    private struct Boot {
        let id: String
        /// The last block in which it was seen.
        var last: EventID
    }

    /// The IDs of the boots, the oldest first. Blocks on the disk: history threads only.
    func boots(of log: EventLog) throws -> [String] {
        var known = known.withLock { $0 }
        let (oldest, head) = log.bounds
        var place = Subscription(after: known.position, end: head, filter: EventFilter(), resuming: false)
        while case .events(let match) = try log.selection(place) {
            place.position = match.through
            for origin in match.block?.columns.origins ?? [] { Self.note(origin, match.through, &known) }
        }
        known.position = place.position
        // Retention has taken the events of these.
        known.boots.removeAll { $0.last < oldest }
        let result = known
        self.known.withLock { if $0.position <= result.position { $0 = result } }
        return result.boots.map(\.id)
    }

    private static func note(_ origin: Origin, _ through: EventID, _ known: inout Known) {
        guard origin.input.hasPrefix("journal"), let id = origin.first("_BOOT_ID") else { return }
        if let index = known.boots.lastIndex(where: { $0.id == id }) {
            known.boots[index].last = through
        } else {
            known.boots.append(Boot(id: id, last: through))
        }
    }
}
