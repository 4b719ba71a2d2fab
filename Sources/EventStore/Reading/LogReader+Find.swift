internal import LogModel
internal import SystemIO

extension LogReader {
    /// A block by its place; decoded when it is in memory.
    struct Found {
        var firstID: EventID
        var lastID: EventID
        var predecessorID: EventID
        var times: ClosedRange<Timestamp>
        var count: UInt64
        var source: Source

        enum Source {
            case memory(Block)
            case disk(Segment, BlockInfo)
        }

        var isResident: Bool {
            if case .memory = source { true } else { false }
        }

        init(_ block: Block) {
            (firstID, lastID, predecessorID) = (block.firstID, block.lastID, block.predecessorID)
            times = block.times
            count = UInt64(block.columns.count)
            source = .memory(block)
        }

        init(_ segment: Segment, _ info: BlockInfo, cached: Block?) {
            (firstID, lastID, predecessorID) = (info.firstID, info.lastID, info.predecessorID)
            let least = Timestamp(microseconds: min(info.minimumTime, info.maximumTime))
            times = least...Timestamp(microseconds: info.maximumTime)
            count = UInt64(info.count)
            source = cached.map { .memory($0) } ?? .disk(segment, info)
        }
    }

    enum Step {
        case head(EventID)
        case found(Found)
        /// The disk must be read to know.
        case unread
        /// A segment whose events cannot be found any more, up to that ID.
        case lost(Gap, EventID)
    }

    /// The first block with an event after a position.
    func find(after position: EventID, mayRead: Bool) throws -> Step {
        switch state.place(after: position) {
        case .head(let head): return .head(head)
        case .hot(let block): return .found(Found(block))
        case .block(let segment, let info): return .found(found(segment, info))
        case .sealed(let segment, let span):
            guard mayRead || indexes[segment.header.firstID] != nil else { return .unread }
            let blocks = try index(of: segment)
            let at = blocks.firstIndex(orderedBy: { $0.lastID > position })
            guard at < blocks.count else { return .lost(Gap(reason: .quarantine), span.lastID) }
            return .found(found(segment, blocks[at]))
        }
    }

    /// The last block with an event before an ID. Reads.
    func find(before end: EventID) throws -> Found? {
        switch state.place(before: end) {
        case nil, .head: return nil
        case .hot(let block): return Found(block)
        case .block(let segment, let info): return found(segment, info)
        case .sealed(let segment, let span):
            let blocks = try index(of: segment)
            let at = blocks.firstIndex(orderedBy: { $0.firstID >= end })
            guard at > 0 else { return try span.firstID < end ? find(before: span.firstID) : nil }
            return found(segment, blocks[at - 1])
        }
    }

    /// The decoded block.
    func read(_ found: Found) throws -> Block {
        switch found.source {
        case .memory(let block): return block
        case .disk(let segment, let info):
            let block = try segment.block(info)
            let key = BlockKey(segment: segment.header.firstID, offset: info.offset)
            blocks.insert(block, for: key, cost: block.byteCount)
            return block
        }
    }

    private func found(_ segment: Segment, _ info: BlockInfo) -> Found {
        let key = BlockKey(segment: segment.header.firstID, offset: info.offset)
        return Found(segment, info, cached: blocks[key])
    }

    /// The blocks of a sealed segment. A damaged index is made again from the blocks.
    private func index(of segment: Segment) throws -> [BlockInfo] {
        if let known = indexes[segment.header.firstID] { return known }
        let blocks = try SegmentIndex(of: segment)?.blocks ?? scan(segment)
        indexes.insert(blocks, for: segment.header.firstID, cost: blocks.count * MemoryLayout<BlockInfo>.stride + 64)
        return blocks
    }

    private func scan(_ segment: Segment) throws -> [BlockInfo] {
        state.addQuarantined("\(segment.path): damaged index")
        var scan = try SegmentScan(segment)
        var blocks: [BlockInfo] = []
        while let part = try scan.next() {
            if case .block(let header, _, let offset) = part, header.kind == .events, header.count > 0 {
                blocks.append(BlockInfo(header: header, offset: offset))
            }
        }
        return blocks
    }
}
