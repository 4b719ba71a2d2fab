internal import EventStore
internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Finds an event and so many on either side of it, and begins there.
    func findAround(_ id: EventID, _ count: Int) {
        let (log, grant, eventLoop) = (log, view.key.filter.grant, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let found = Result { try EventSurroundings(of: id, count: count, grant: grant, in: log) }
            eventLoop.execute {
                let answer = bound.value
                guard !answer.isOver else { return }
                switch found {
                case .success(let place?):
                    answer.end = place.end
                    answer.begin(at: place.start, isResuming: false)
                case .success(nil): answer.refuseUnknown(id)
                case .failure(let error): answer.fail(error)
                }
            }
        }
    }

    private func refuseUnknown(_ id: EventID) {
        let bounds = log.bounds
        let held =
            bounds.oldest == bounds.head
            ? "which is empty" : "which holds \(bounds.oldest.rawValue) to \(bounds.head.previous.rawValue)"
        refuse(Problem(status: 404, detail: "no event \(id.rawValue) is in the log, \(held)"))
    }
}
