internal import EventStore
internal import LogModel

/// Looks through the log for entries. Blocks on the disk: history threads only.
struct EntryWalk {
    let log: EventLog
    /// Looks no further than before this ID.
    let end: EventID
    /// Sees no other entries.
    var grant: Grant?

    /// What it sees.
    var entries: EventFilter {
        var filter = EventFilter.entries
        filter.grant = grant
        return filter
    }

    /// The entry that a cursor leads to.
    struct Anchor {
        let id: EventID
        /// It is the one that the cursor names, and not the next after a place where that is missing.
        let isExact: Bool
    }

    /// The first event after a position that passes; nil when there is none.
    func first(after position: EventID, _ filter: EventFilter) throws -> EventID? {
        var found: EventID?
        try walk(after: position, filter) { block, indices in
            found = indices.first.map { block.id(at: $0) }
            return found == nil
        }
        return found
    }

    /// The position after which all but the first `skip` events that pass stand.
    func position(skipping skip: Int64, after position: EventID, _ filter: EventFilter) throws -> EventID {
        guard skip > 0 else { return position }
        var (left, result) = (skip, end.previous)
        try walk(after: position, filter) { block, indices in
            if Int64(indices.count) < left {
                left -= Int64(indices.count)
                return true
            }
            result = block.id(at: indices[Int(left) - 1])
            return false
        }
        return result
    }

    /// The entry of a cursor: by its time, which leaves few blocks to look at; and if it is not there, the first
    /// that stands where it would, or after.
    func entry(of cursor: EntryCursor) throws -> Anchor? {
        var filter = entries
        filter.since = cursor.realtime.map { Timestamp(microseconds: Int64(clamping: $0)) }
        filter.until = filter.since
        if let id = try first(filter, where: { cursor.names($0, in: $1) }) { return Anchor(id: id, isExact: true) }
        filter.until = nil
        if let id = try first(filter, where: { cursor.isReached(by: $0, in: $1) }) {
            return Anchor(id: id, isExact: false)
        }
        return nil
    }

    private func first(_ filter: EventFilter, where holds: (Int, EventColumns) -> Bool) throws -> EventID? {
        var found: EventID?
        try walk(after: .zero, filter) { block, indices in
            found = indices.first { holds($0, block.columns) }.map { block.id(at: $0) }
            return found == nil
        }
        return found
    }

    /// Calls `body` with the events that pass, block by block, until it returns false.
    func walk(after position: EventID, _ filter: EventFilter, _ body: (Block, [Int]) -> Bool) throws {
        var place = Subscription(after: position, end: end, filter: filter, resuming: false)
        while case .events(let match) = try log.selection(place) {
            place.position = match.through
            if let block = match.block, !match.indices.isEmpty, !body(block, match.indices) { return }
        }
    }
}
