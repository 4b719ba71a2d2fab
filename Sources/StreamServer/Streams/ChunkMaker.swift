internal import EventStore
internal import LogModel
internal import NIOCore

/// Turns what the log selects into chunks: the same work on an event loop and on a history thread.
struct ChunkMaker: Sendable {
    let encoding: Encoding
    let filter: EventFilter
    /// Ends before this ID; nil follows.
    let end: EventID?
    let zone: @Sendable (Int64) -> Int
    /// The chunk ends after an event that matches.
    var stop: StopPattern?

    /// Makes the next chunk, of at most `wanted` events; nil where `select` at once tells that it cannot say.
    ///
    /// It examines blocks until the chunk is half full or the turn is over, so that a scan that finds nothing still
    /// comes back with a position.
    func make(
        from cursor: StreamCursor,
        wanted: Int,
        limit: Int = Limits.chunkBytes,
        select: (Subscription) throws -> Selection?
    ) rethrows -> Chunk? {
        var chunk = Chunk(body: nil, firstID: nil, events: 0, cursor: cursor, outcome: .more)
        var isKnown = false
        if limit > Limits.chunkBytes {
            // What the last event takes before it is found too much still fits.
            let least = limit - Limits.largeEventBytes
            chunk.body = try ChunkFrame.buffer(capacity: limit) { out in
                isKnown = try fill(&chunk, wanted, least, into: &out, select)
            }
        } else {
            var out = ByteWriter(capacity: 4096)
            isKnown = try fill(&chunk, wanted, limit, into: &out, select)
            if out.count > 0 { chunk.body = ChunkFrame.buffer(out) }
        }
        return isKnown ? chunk : nil
    }

    /// Encodes what follows the chunk's cursor; false where `select` at once tells that it cannot say.
    private func fill(
        _ chunk: inout Chunk,
        _ wanted: Int,
        _ limit: Int,
        into out: inout ByteWriter,
        _ select: (Subscription) throws -> Selection?
    ) rethrows -> Bool {
        let deadline = NIODeadline.now() + Limits.turn
        var state = EncoderState(boot: chunk.cursor.boot)
        var isFirst = true
        while chunk.events < wanted, out.count < limit / 2 {
            let place = Subscription(
                after: chunk.cursor.position,
                end: end,
                filter: filter,
                resuming: chunk.cursor.isResuming
            )
            guard let selection = try select(place) else {
                if isFirst { return false }
                break
            }
            isFirst = false
            switch selection {
            case .head: chunk.outcome = .head
            case .end: chunk.outcome = .end
            case .events(let match): add(match, wanted, limit, to: &chunk, &state, &out)
            }
            if chunk.outcome != .more || NIODeadline.now() >= deadline { break }
        }
        chunk.cursor.boot = state.boot
        return true
    }

    private func add(
        _ match: Selection.Match,
        _ wanted: Int,
        _ limit: Int,
        to chunk: inout Chunk,
        _ state: inout EncoderState,
        _ out: inout ByteWriter
    ) {
        chunk.cursor.isResuming = false
        if let gap = match.gap {
            ControlEvent.gap(json: gap.json, id: match.gapID).write(encoding, into: &out)
            chunk.cursor.position = match.gapID
        }
        guard let block = match.block, let first = match.indices.first else {
            chunk.cursor.position = match.through
            return
        }
        let stopping = stop?.firstPosition(in: match.indices, of: block)
        let indices = match.indices[...(stopping ?? match.indices.count - 1)]
        let written = EventEncoder(block, encoding, zone: zone).write(
            indices,
            wanted: wanted - chunk.events,
            limit: limit,
            state: &state,
            into: &out
        )
        if written.taken > 0, chunk.firstID == nil { chunk.firstID = block.id(at: first) }
        chunk.events += written.events
        if written.taken == match.indices.count, stopping == nil {
            chunk.cursor.position = match.through
        } else if written.taken > 0 {
            chunk.cursor.position = block.id(at: match.indices[written.taken - 1])
            if stopping != nil, written.taken == indices.count { chunk.outcome = .stopped }
        }
    }
}
