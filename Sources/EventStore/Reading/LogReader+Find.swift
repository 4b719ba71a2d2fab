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

        /// Where the block stands in a sealed segment, whose index may tell that nothing in it passes.
        var place: Place?

        enum Source {
            case memory(Block)
            case disk(Segment, BlockInfo)
        }

        struct Place {
            let segment: Segment
            let contents: SegmentContents
            let index: Int
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
            guard mayRead || indexes[segment.serial] != nil else { return .unread }
            let contents = try index(of: segment)
            let at = contents.blocks.firstIndex(orderedBy: { $0.lastID > position })
            guard at < contents.blocks.count else { return .lost(Gap(reason: .quarantine), span.lastID) }
            return .found(found(segment, contents, at))
        }
    }

    /// The last block with an event before an ID. Reads.
    func find(before end: EventID) throws -> Found? {
        switch state.place(before: end) {
        case nil, .head: return nil
        case .hot(let block): return Found(block)
        case .block(let segment, let info): return found(segment, info)
        case .sealed(let segment, let span):
            let contents = try index(of: segment)
            let at = contents.blocks.firstIndex(orderedBy: { $0.firstID >= end })
            guard at > 0 else { return try span.firstID < end ? find(before: span.firstID) : nil }
            return found(segment, contents, at - 1)
        }
    }

    /// The decoded block.
    func read(_ found: Found) throws -> Block {
        switch found.source {
        case .memory(let block): return block
        case .disk(let segment, let info):
            return keep(try segment.block(info), segment, info)
        }
    }

    /// The decoded block, unless its messages or its heads tell that nothing in the range passes: then the rest of its
    /// contents stays packed.
    func read(_ found: Found, ifAnyPasses filter: EventFilter, range: Range<Int>) throws -> Block? {
        guard case .disk(let segment, let info) = found.source else { return try read(found) }
        let packed = try segment.packed(info)
        guard try patterns.mayMatch(filter.patterns, in: packed) else { return nil }
        let heads = try segment.heads(of: packed, at: info)
        let inBlock = range.clamped(to: 0..<heads.columns.count)
        if filter.withoutContent.matches(in: heads.columns, range: inBlock).isEmpty { return nil }
        return keep(try segment.block(heads, at: info), segment, info)
    }

    private func keep(_ block: Block, _ segment: Segment, _ info: BlockInfo) -> Block {
        blocks.insert(block, for: BlockKey(segment: segment.serial, offset: info.offset), cost: block.byteCount)
        return block
    }

    /// Whether anything in a block may pass, as far as the index of its segment tells.
    func mayMatch(_ found: Found, _ filter: EventFilter) -> Bool {
        guard filter.mayMatch(from: found.times.lowerBound, through: found.times.upperBound) else { return false }
        guard let place = found.place, let decision = place.contents.decision(filter.withoutContent),
            let merged = place.contents.merged
        else { return true }
        guard merged.tallies[place.index].contains(where: { decision.passes($0) }) else { return false }
        if filter.patterns.isEmpty { return true }
        // Gaps pass whatever their messages are.
        if merged.tallies[place.index].contains(where: { $0.kind.isGap && decision.passes($0) }) { return true }
        return candidates(place, filter.patterns)?.contains(place.index) ?? true
    }

    /// The blocks of a segment whose messages may match; nil where that is not known, which costs only time.
    private func candidates(_ place: Found.Place, _ patterns: [TextPattern]) -> BlockSet? {
        do {
            return try place.contents.candidates(patterns, in: place.segment)
        } catch {
            state.addQuarantined("\(place.segment.path): damaged grams: \(error)")
            return nil
        }
    }

    /// How many events of a block pass, gaps apart, where the index of its segment tells.
    func passing(_ found: Found, _ filter: EventFilter) -> Int? {
        guard !filter.wantsContent, let place = found.place, let merged = place.contents.merged,
            filter.coversTimes(place.contents.blocks[place.index]), let decision = place.contents.decision(filter)
        else { return nil }
        return merged.tallies[place.index].reduce(0) { sum, tally in
            sum + (!tally.kind.isGap && decision.passes(tally) ? Int(tally.count) : 0)
        }
    }

    private func found(_ segment: Segment, _ contents: SegmentContents, _ index: Int) -> Found {
        var found = found(segment, contents.blocks[index])
        found.place = Found.Place(segment: segment, contents: contents, index: index)
        return found
    }

    private func found(_ segment: Segment, _ info: BlockInfo) -> Found {
        let key = BlockKey(segment: segment.serial, offset: info.offset)
        return Found(segment, info, cached: blocks[key])
    }

    /// The index of a sealed segment. A damaged one is made again from the blocks.
    func index(of segment: Segment) throws -> SegmentContents {
        if let known = indexes[segment.serial] { return known }
        let index = try SegmentIndex(of: segment) ?? SegmentIndex(blocks: scan(segment), positions: [])
        let contents = SegmentContents(blocks: index.blocks, merged: index.merged)
        indexes.insert(contents, for: segment.serial, cost: contents.byteCount)
        return contents
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
