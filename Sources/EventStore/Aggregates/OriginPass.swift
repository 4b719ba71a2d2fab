public import LogModel

/// A pass over the origins of the log's events: a merged segment at a time from its index alone, any other a block at a
/// time from its heads. No message is unpacked.
public struct OriginPass: Sendable {
    private let reader: LogReader
    private let end: EventID
    /// The last ID that was passed.
    public private(set) var position: EventID

    /// A pass from after a position up to the present head.
    public init(_ log: EventLog, after position: EventID) {
        self.init(log.reader, after: position, end: log.state.bounds.head)
    }

    init(_ reader: LogReader, after position: EventID, end: EventID) {
        (self.reader, self.position, self.end) = (reader, position, end)
    }

    /// The origins of the next events, in the order in which they first came in their segment; nil at the end.
    ///
    /// There may be others of the same segment among them, passed before. Origins of gaps alone are left out, and a
    /// block that cannot be read is passed over. Blocks on the disk.
    public mutating func next() throws -> [Origin]? {
        guard position.next < end else { return nil }
        switch try reader.find(after: position, mayRead: true) {
        case .head, .unread: return nil
        case .lost(_, let through):
            position = through
            return []
        case .found(let found): return found.firstID < end ? origins(found) : nil
        }
    }

    private mutating func origins(_ found: LogReader.Found) -> [Origin] {
        position = found.lastID
        guard let place = found.place, let merged = place.contents.merged else {
            return reader.heads(found)?.originsOfEvents ?? []
        }
        guard let last = place.contents.blocks.last?.lastID, last < end else {
            return merged.tallies.origins(ofBlocks: place.index..<place.index + 1)
        }
        position = last
        return merged.tallies.origins(ofBlocks: place.contents.blocks.indices)
    }
}

extension LogReader {
    /// The origins, kinds and times of a block; nil, and noted, when it cannot be read.
    func heads(_ found: Found) -> EventColumns? {
        switch found.source {
        case .memory(let block): return block.columns
        case .disk(let segment, let info):
            do {
                return try segment.heads(of: segment.packed(info), at: info).columns
            } catch {
                state.addQuarantined("\(segment.path): unreadable block at \(info.offset): \(error)")
                return nil
            }
        }
    }
}

extension BlockTallies {
    /// The origins of these blocks' events, in the order of `origins`.
    fileprivate func origins(ofBlocks blocks: Range<Int>) -> [Origin] {
        var hasEvents = [Bool](repeating: false, count: origins.count)
        for block in blocks {
            for tally in self[block] where !tally.kind.isGap { hasEvents[Int(tally.origin)] = true }
        }
        return origins.indices.filter { hasEvents[$0] }.map { origins[$0] }
    }
}

extension EventColumns {
    fileprivate var originsOfEvents: [Origin] {
        var hasEvents = [Bool](repeating: false, count: origins.count)
        for (origin, kind) in zip(originIndexes, kinds) where !kind.isGap { hasEvents[Int(origin)] = true }
        return origins.indices.filter { hasEvents[$0] }.map { origins[$0] }
    }
}
