internal import EventStore
internal import LogModel

/// Where an answer to `/entries` begins: the way from what `Range` says to a position in the log.
///
/// sd_journal moves by `next`, `next_skip` and `previous_skip` from where a seek has put it; the same is counted here
/// in the log's order, which for the entries of one journald is the journal's.
struct EntriesStart: Hashable, Sendable {
    let range: EntriesRange
    let isDiscrete: Bool

    /// The place that was found.
    struct Place {
        /// What is sent comes strictly after it.
        var position: EventID
        /// Nothing is sent, whatever comes.
        var isOver = false
    }

    /// Finds the place. Blocks on the disk: history threads only.
    func find(in log: EventLog, filter: EventFilter, end: EventID) throws -> Place {
        // An entry that is not granted is as one that is gone, also for who has its cursor.
        let walk = EntryWalk(log: log, end: end, grant: filter.grant)
        switch range.anchor {
        case .head:
            guard range.skip < 0 else { return try forward(walk, filter, after: .zero) }
            return try backward(walk, filter, before: end)
        case .cursor(let text):
            guard let cursor = EntryCursor(text), let anchor = try walk.entry(of: cursor) else {
                return Place(position: end.previous, isOver: isDiscrete)
            }
            if isDiscrete { return try discrete(walk, filter, anchor) }
            guard range.skip < 0 else { return try forward(walk, filter, after: anchor.id.previous, anchor) }
            return try backward(walk, filter, before: anchor.isExact ? anchor.id.next : anchor.id)
        case .time(let time):
            var later = walk.entries
            later.since = Timestamp(microseconds: Int64(clamping: time))
            if range.skip < 0 { later.since = Timestamp(microseconds: Int64(clamping: time &+ 1)) }
            let id = try walk.first(after: .zero, later) ?? end
            guard range.skip < 0 else { return try forward(walk, filter, after: id.previous) }
            return try backward(walk, filter, before: id)
        }
    }

    private func forward(
        _ walk: EntryWalk,
        _ filter: EventFilter,
        after position: EventID,
        _ anchor: EntryWalk.Anchor? = nil
    ) throws -> Place {
        var skip = range.skip
        // After an entry that is gone, the next one is already the one to go on with.
        if let anchor, !anchor.isExact, range.resumes { skip -= 1 }
        return Place(position: try walk.position(skipping: skip, after: position, filter))
    }

    private func backward(_ walk: EntryWalk, _ filter: EventFilter, before end: EventID) throws -> Place {
        guard let first = try walk.first(after: .zero, filter), first < end else {
            return Place(position: walk.end.previous)
        }
        let count = Int(clamping: range.skip.magnitude) &+ 1
        return Place(position: try walk.log.position(beforeLast: count < 0 ? .max : count, filter: filter, end: end))
    }

    private func discrete(_ walk: EntryWalk, _ filter: EventFilter, _ anchor: EntryWalk.Anchor) throws -> Place {
        let position = anchor.id.previous
        let first = try walk.first(after: position, filter)
        let isIt = range.skip == 0 && anchor.isExact && first == anchor.id
        return Place(position: position, isOver: !isIt)
    }
}
