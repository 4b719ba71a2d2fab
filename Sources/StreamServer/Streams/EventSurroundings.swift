internal import EventStore
internal import LogModel

/// The part of the log around one event, whatever its events are that are granted. Blocks on the disk: history threads only.
struct EventSurroundings: Hashable, Sendable {
    /// After this ID.
    let start: EventID
    /// Before this ID.
    let end: EventID

    /// Nil when the log holds no such event, or none that is granted: the two cannot be told apart. Gaps do not count,
    /// and are shown.
    init?(of id: EventID, count: Int, grant: Grant?, in log: EventLog) throws {
        var all = EventFilter()
        all.grant = grant
        guard try Self.holds(id, all, log) else { return nil }
        start = count == 0 ? id.previous : try log.position(beforeLast: count, filter: all, end: id)
        end = try Self.end(after: id, count: count, all, log)
    }

    private static func holds(_ id: EventID, _ all: EventFilter, _ log: EventLog) throws -> Bool {
        guard id > .zero, id < log.bounds.head else { return false }
        var place = Subscription(after: id.previous, end: id.next, filter: all, resuming: false)
        while case .events(let match) = try log.selection(place) {
            if let block = match.block, match.indices.contains(where: { block.id(at: $0) == id }) { return true }
            place.position = match.through
        }
        return false
    }

    /// The ID after the last of the `count` events that follow.
    private static func end(
        after id: EventID,
        count: Int,
        _ all: EventFilter,
        _ log: EventLog
    ) throws -> EventID {
        guard count > 0 else { return id.next }
        let head = log.bounds.head
        var place = Subscription(after: id, end: head, filter: all, resuming: false)
        var remaining = count
        while case .events(let match) = try log.selection(place) {
            place.position = match.through
            guard let block = match.block else { continue }
            for index in match.indices where !block.columns.kinds[index].isGap {
                remaining -= 1
                if remaining == 0 { return block.id(at: index).next }
            }
        }
        return head
    }
}
