internal import EventStore
internal import LogModel
internal import NIOCore

/// Makes chunks with the newest event first. Blocks on the disk: history threads only.
///
/// It goes back a block at a time: the log tells the last event that passes, and then all that pass in its block.
/// What of those does not go into the chunk is handed on to the next, so that no block is filtered once per chunk.
struct ReverseChunkMaker: Sendable {
    let encoding: Encoding
    let filter: EventFilter
    /// Ends after this ID.
    let limit: EventID
    let zone: @Sendable (Int64) -> Int

    /// Makes the next chunk of events before `cursor.position`; `rest` is what the chunk before left.
    func make(from cursor: StreamCursor, wanted: Int, rest: [Selection.Match], _ log: EventLog) throws -> Chunk {
        let deadline = NIODeadline.now() + Limits.turn
        var out = ByteWriter(capacity: 4096)
        var chunk = Chunk(body: nil, firstID: nil, events: 0, cursor: cursor, outcome: .more, rest: rest)
        var state = EncoderState(boot: cursor.boot)
        while chunk.outcome == .more, chunk.events < wanted, out.count < Limits.chunkBytes / 2 {
            if chunk.rest.isEmpty { try select(log, &chunk) }
            write(wanted, to: &chunk, &state, &out)
            if NIODeadline.now() >= deadline { break }
        }
        chunk.cursor.boot = state.boot
        if out.count > 0 { chunk.body = ChunkFrame.buffer(out) }
        return chunk
    }

    /// Selects what passes of the last block that holds an event which does, and the gaps behind it.
    private func select(_ log: EventLog, _ chunk: inout Chunk) throws {
        let before = chunk.cursor.position
        let last = before > limit.next ? try log.position(beforeLast: 1, filter: filter, end: before) : .zero
        guard last >= limit, last > .zero else {
            chunk.rest = before > limit.next ? try matches(log, after: limit, before: before) : []
            chunk.cursor.position = limit.next
            if chunk.rest.isEmpty { chunk.outcome = .end }
            return
        }
        var start = last
        let place = Subscription(after: last, end: before, filter: filter, resuming: false)
        if case .events(let match) = try log.selection(place), let block = match.block, block.firstID <= last {
            start = max(limit, block.firstID.previous)
        }
        chunk.rest = try matches(log, after: start, before: before)
        chunk.cursor.position = start.next
    }

    private func matches(_ log: EventLog, after start: EventID, before end: EventID) throws -> [Selection.Match] {
        var place = Subscription(after: start, end: end, filter: filter, resuming: false)
        var found: [Selection.Match] = []
        while case .events(let match) = try log.selection(place) {
            if match.gap != nil || !match.indices.isEmpty { found.append(match) }
            place.position = match.through
        }
        return found
    }

    /// Writes from the end of the rest until the chunk is full.
    private func write(_ wanted: Int, to chunk: inout Chunk, _ state: inout EncoderState, _ out: inout ByteWriter) {
        while let match = chunk.rest.last {
            let left = write(match, wanted, to: &chunk, &state, &out)
            chunk.rest.removeLast()
            if let left {
                chunk.rest.append(left)
                return
            }
            if let gap = match.gap {
                ControlEvent.gap(json: gap.json, id: match.gapID).write(encoding, into: &out)
            }
        }
    }

    /// Writes the events of one block; returns what of them is left.
    private func write(
        _ match: Selection.Match,
        _ wanted: Int,
        to chunk: inout Chunk,
        _ state: inout EncoderState,
        _ out: inout ByteWriter
    ) -> Selection.Match? {
        guard let block = match.block else { return nil }
        let encoder = EventEncoder(block, encoding, zone: zone)
        for position in match.indices.indices.reversed() {
            if chunk.events >= wanted || out.count >= Limits.chunkBytes / 2 { return match.keeping(position + 1) }
            let written = encoder.write(
                match.indices[position...position],
                wanted: 1,
                limit: .max,
                state: &state,
                into: &out
            )
            if chunk.firstID == nil { chunk.firstID = block.id(at: match.indices[position]) }
            chunk.events += written.events
        }
        return nil
    }
}

extension Selection.Match {
    /// The first so many of its events, and the gap before them.
    fileprivate func keeping(_ count: Int) -> Selection.Match {
        Selection.Match(block: block, indices: Array(indices[..<count]), gap: gap, gapID: gapID, through: through)
    }
}
