internal import LogModel
internal import SystemIO

/// Finds and reads what follows a position: from the hot tail, from the cache, from segments.
///
/// Gaps. A block tells the last ID before it. A subscription that stands before that ID has missed what lay between:
/// the oldest segments (retention), or a block that cannot be read (quarantine). Between that ID and the block's first
/// there is only the step between two runs.
struct LogReader: Sendable {
    let state: LogState
    let blocks: BoundedCache<BlockKey, Block>
    let indexes: BoundedCache<UInt64, SegmentContents>
    let patterns: PatternLibrary

    struct BlockKey: Hashable, Sendable {
        /// The segment's serial number.
        let segment: UInt64
        let offset: UInt64
    }

    /// Blocks passed over without reading before a call returns, so that others get their turn.
    private static let skipLimit = 4096

    /// What follows the subscription's position; nil when `mayRead` is false and the disk must be read.
    func selection(_ subscription: Subscription, mayRead: Bool) throws -> Selection? {
        if let end = subscription.end, subscription.position.next >= end { return .end }
        var position = subscription.position
        for _ in 0..<Self.skipLimit {
            let found: Found
            switch try find(after: position, mayRead: mayRead) {
            case .head(let head): return atHead(subscription, head, position)
            case .found(let place): found = place
            case .unread: return position > subscription.position ? passed(position) : nil
            case .lost(let gap, let through): return lost(gap, through)
            }
            if let end = subscription.end, found.firstID >= end { return .end }
            if position == subscription.position, let gap = gap(before: found, subscription) {
                return lost(gap, found.firstID.previous)
            }
            // A hole behind blocks that were passed over is told by the next call, which stands right before it.
            if position > subscription.position, position < found.predecessorID { return passed(position) }
            guard mayRead || found.isResident else { return position > subscription.position ? passed(position) : nil }
            guard mayMatch(found, subscription.filter) else {
                position = found.lastID
                continue
            }
            return try select(found, subscription, after: position, mayRead: mayRead)
        }
        return passed(position)
    }

    /// The position after which exactly the last `count` events before `end` stand that pass; zero when there are
    /// no more than `count`.
    func position(beforeLast count: Int, filter: EventFilter, end: EventID) throws -> EventID {
        var (remaining, end) = (count, end)
        guard count > 0 else { return end.previous }
        while let found = try find(before: end) {
            let limit = end
            end = found.firstID
            guard mayMatch(found, filter) else { continue }
            if limit > found.lastID, let passing = passing(found, filter), passing < remaining {
                remaining -= passing
                continue
            }
            let upper = Int(min(found.count, limit.rawValue - found.firstID.rawValue))
            guard let block = try? read(found, ifAnyPasses: filter, range: 0..<upper) else { continue }
            let selected = try patterns.select(filter, in: block, range: 0..<upper, mayCompile: true) ?? []
            let matches = selected.filter { !block.columns.kinds[$0].isGap }
            if matches.count >= remaining { return block.id(at: matches[matches.count - remaining]).previous }
            remaining -= matches.count
        }
        return .zero
    }

    private func atHead(_ subscription: Subscription, _ head: EventID, _ position: EventID) -> Selection {
        if position > subscription.position { return passed(position) }
        if subscription.isResuming, position >= head {
            return lost(Gap(reason: .unknownID), head.previous)
        }
        let bounds = state.bounds
        let isUnknownPast = position > .zero && bounds.oldest == bounds.head && position < bounds.beforeOldest
        if subscription.isResuming, isUnknownPast { return lost(Gap(reason: .retention), bounds.head.previous) }
        return subscription.end == nil ? .head : .end
    }

    private func passed(_ position: EventID) -> Selection {
        .events(.init(block: nil, indices: [], gap: nil, gapID: position, through: position))
    }

    private func lost(_ gap: Gap, _ position: EventID) -> Selection {
        .events(.init(block: nil, indices: [], gap: gap, gapID: position, through: position))
    }

    /// What is missing between the subscription's position and the block after it.
    private func gap(before found: Found, _ subscription: Subscription) -> Gap? {
        guard subscription.isResuming else { return nil }
        let position = subscription.position
        let isOldest = found.firstID == state.bounds.oldest
        let isForeign = isOldest && found.predecessorID == .zero && position > .zero && position.next < found.firstID
        guard position < found.predecessorID || isForeign else { return nil }
        return Gap(reason: isOldest ? .retention : .quarantine)
    }

    private func select(
        _ found: Found,
        _ subscription: Subscription,
        after position: EventID,
        mayRead: Bool
    ) throws -> Selection? {
        let lower = position < found.firstID ? 0 : Int(position.rawValue - found.firstID.rawValue) + 1
        let beyond = subscription.end.map { min($0, found.lastID.next) } ?? found.lastID.next
        let upper = max(lower, Int(beyond.rawValue - found.firstID.rawValue))
        let block: Block
        do {
            guard let passing = try read(found, ifAnyPasses: subscription.filter, range: lower..<upper) else {
                return passed(beyond.previous)
            }
            block = passing
        } catch let damage as Segment.Damaged {
            state.addQuarantined("\(damage.path): damaged block at \(damage.offset)")
            return lost(Gap(reason: .quarantine, missed: found.count), found.lastID)
        }
        let filter = subscription.filter
        guard let indices = try patterns.select(filter, in: block, range: lower..<upper, mayCompile: mayRead) else {
            return nil
        }
        return .events(
            .init(block: block, indices: indices, gap: nil, gapID: position, through: beyond.previous)
        )
    }
}
