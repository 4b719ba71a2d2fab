internal import EventStore
internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Begins at the end: what `lines` and `max` leave is the newest.
    func beginReverse(_ start: LogRequest.Start, end: EventID) {
        switch start {
        // gatewayd's clients have no such order.
        case .oldest, .around, .entry: reverseLimit = .zero
        case .after(let id): reverseLimit = id
        case .last(let count, let after):
            reverseLimit = after ?? .zero
            wanted = min(wanted, count)
        }
        guard let limit = reverseLimit, (1...Limits.linkedReverse).contains(wanted) else {
            return begin(at: end, isResuming: false)
        }
        findOlder(than: wanted, downTo: limit, end: end)
    }

    /// Finds where the page of older events begins, which the head names, and begins.
    private func findOlder(than count: Int, downTo limit: EventID, end: EventID) {
        let (log, filter, eventLoop) = (log, view.key.filter, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let found = Result { try log.position(beforeLast: count, filter: filter, end: end) }
            eventLoop.execute {
                let answer = bound.value
                guard !answer.isOver else { return }
                switch found {
                case .success(let position):
                    let oldest = max(position, limit)
                    answer.olderPage = oldest == .zero ? nil : min(oldest.next, end)
                    answer.begin(at: end, isResuming: false)
                case .failure(let error): answer.fail(error)
                }
            }
        }
    }

    /// Has a history thread make the next chunk.
    func makeReverse(downTo limit: EventID) {
        isBusy = true
        let maker = ReverseChunkMaker(
            encoding: view.key.encoding,
            filter: view.key.filter,
            limit: limit,
            zone: loop.context.configuration.zoneOffset
        )
        let (log, cursor, wanted, rest, eventLoop) = (log, cursor, wanted, rest, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let made = Result { try maker.make(from: cursor, wanted: wanted, rest: rest, log) }
            eventLoop.execute {
                switch made {
                case .success(let chunk): bound.value.take(chunk, Limits.chunkBytes)
                case .failure(let error): bound.value.fail(error)
                }
            }
        }
    }
}
