internal import EventStore
internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Sends what follows the cursor for as long as the client accepts it, a turn at most.
    func pump() {
        guard !isBusy, !isWaiting, !isOver, !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        let started = NIODeadline.now()
        var written = 0
        while !isOver, !isBusy, !isWaiting {
            if wanted == 0 { return endByCount() }
            guard connection.isWritable else { break }
            if written >= Limits.turnBytes || NIODeadline.now() - started >= Limits.turn {
                schedule()
                break
            }
            guard !isReplaying, let chunk = nextChunk() else {
                makeElsewhere()
                break
            }
            written += chunk.body?.readableBytes ?? 0
            accept(chunk, isCertain: true)
            // What the socket takes at once makes room for more in this turn.
            if !connection.isWritable { connection.flush() }
        }
        if written > 0, !isOver { connection.flush() }
        // A flush in here may have made room, and the word of it is not taken while pumping.
        if !isOver, !isBusy, !isWaiting, connection.isWritable { schedule() }
    }

    /// The chunk after the cursor, from the cache or from the log's memory; nil where the disk must be read.
    private func nextChunk() -> Chunk? {
        if reverseLimit != nil { return nil }
        guard isShared else { return maker.make(from: cursor, wanted: wanted) { log.residentSelection($0) } }
        if cursor.position == loop.headPosition, !cursor.isResuming {
            return Chunk(body: nil, firstID: nil, events: 0, cursor: cursor, outcome: .head)
        }
        let key = ChunkCache.Key(view: view.number, cursor: cursor)
        if let known = loop.cache.chunk(key) { return known }
        let made = maker.make(from: cursor, wanted: .max) { log.residentSelection($0) }
        guard let made else { return nil }
        if made.outcome == .head { loop.headPosition = made.cursor.position }
        if made.cursor != cursor { loop.cache.insert(made, at: key) }
        return made
    }

    /// Whether other streams of the view get the same bytes from the same place on.
    private var isShared: Bool { end == nil && !isBounded && stop == nil }

    private var maker: ChunkMaker {
        ChunkMaker(
            encoding: view.key.encoding,
            filter: view.key.filter,
            end: end,
            zone: loop.context.configuration.zoneOffset,
            stop: stop
        )
    }

    /// Has a history thread make the next chunk.
    private func makeElsewhere() {
        if let reverseLimit { return makeReverse(downTo: reverseLimit) }
        isBusy = true
        let (log, maker, cursor, wanted, eventLoop) = (log, maker, cursor, wanted, loop.eventLoop)
        let limit = isFast ? Limits.largeChunkBytes : Limits.chunkBytes
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let made = Result { try maker.make(from: cursor, wanted: wanted, limit: limit) { try log.selection($0) } }
            eventLoop.execute {
                switch made {
                case .success(let chunk?): bound.value.take(chunk, limit)
                case .success(nil): preconditionFailure("BUG: the log may read, and did not")
                case .failure(let error): bound.value.fail(error)
                }
            }
        }
    }

    /// Takes a chunk from a history thread.
    func take(_ chunk: Chunk, _ limit: Int) {
        guard !isOver else { return }
        isBusy = false
        rest = chunk.rest
        // A replay goes on where its blocks are decoded, and leaves the loop to those who are live.
        isReplaying = chunk.outcome == .more && chunk.body?.readableBytes ?? 0 >= limit / 2
        accept(chunk, isCertain: false)
        // While the kernel copies this one the next is made, for clients who take what they get at once.
        if !isOver, isReplaying, isFast, wanted > 0 { makeElsewhere() }
        if chunk.body != nil, !isOver {
            connection.flush()
            isFast = connection.isRoomy
        }
        pump()
    }

    /// Writes a chunk and moves behind it. Where it was made elsewhere, its word that the head is reached may be old.
    private func accept(_ chunk: Chunk, isCertain: Bool) {
        cursor = chunk.cursor
        if isBounded { wanted -= chunk.events }
        if let body = chunk.body {
            if !isFollow { sendHead(firstID: chunk.firstID, isWhole: wanted == 0 || chunk.outcome == .end) }
            if !isOver { write(body) }
        }
        guard !isOver, wanted > 0 else { return }
        switch chunk.outcome {
        case .more: break
        case .head: if isCertain { reachHead() }
        case .stopped: reachStop()
        case .end:
            if isFollow, lastLook == nil, let end, cursor.position.next < end {
                if isCertain { reachHead() }
            } else {
                reachEnd()
            }
        }
    }

    /// Goes on in another turn of the loop: within this one, others wait.
    func schedule() {
        guard !isScheduled else { return }
        isScheduled = true
        loop.turns.add {
            self.isScheduled = false
            self.pump()
        }
    }

    // MARK: Ends

    private func reachHead() {
        isWaiting = true
        if !hasCaughtUp {
            hasCaughtUp = true
            write(.caughtUp(position: cursor.position, head: log.bounds.head))
        }
        connection.flush()
        checkUntil()
    }

    private func reachEnd() {
        if isFollow {
            if lastLook == .time { return failToSee() }
            writeCursor()
            write(.end(reason: lastLook ?? .before, last: cursor.position))
            finish()
        } else if opening?.isSent == false, opening?.namedUnit != nil {
            decideUnknown()
        } else {
            finishFinite()
        }
    }

    private func endByCount() {
        if isFollow {
            writeCursor()
            write(.end(reason: .max, last: cursor.position))
            finish()
        } else {
            finishFinite()
        }
    }

    /// The last line that says how far the log was searched, where one was asked for.
    private func writeCursor() {
        guard showsCursor else { return }
        let isSearched = !isFollow && (!isBounded || reverseLimit != nil)
        write(.cursor(isSearched ? end?.previous ?? cursor.position : cursor.position))
    }

    func finishFinite() {
        sendHead(firstID: nil, isWhole: true)
        guard !isOver else { return }
        writeCursor()
        if encoding.format == .sse, wanted == 0 { write(.end(reason: .max, last: cursor.position)) }
        finish()
    }
}
