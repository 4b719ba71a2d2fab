internal import EventStore
internal import LogModel
internal import NIOCore
internal import TextSearch

extension Connection {
    /// Has the patterns compiled, which may take long, and goes on; a pattern that cannot be is a 400.
    func prepare(
        _ patterns: [TextPattern],
        for request: EventsRequest,
        then goOn: @escaping () throws(Problem) -> Void
    ) throws(Problem) {
        let (log, eventLoop) = (loop.context.log, loop.eventLoop)
        guard !log.isPrepared(patterns) else { return try goOn() }
        let bound = NIOLoopBound((self, goOn), eventLoop: eventLoop)
        log.onHistoryThread {
            let result = Result { () throws(Problem) in try log.compile(patterns) }
            eventLoop.execute {
                let (connection, goOn) = bound.value
                // The client may have gone meanwhile.
                guard case .answering = connection.state else { return }
                do throws(Problem) {
                    try result.get()
                    try goOn()
                } catch {
                    connection.send(error, request.accept, help: request.help, isLast: connection.isLastAnswer)
                }
            }
        }
    }
}

extension EventLog {
    /// Compiles patterns, and says which of them cannot be.
    func compile(_ patterns: [TextPattern]) throws(Problem) {
        for pattern in patterns {
            do throws(PatternError) {
                try prepare([pattern])
            } catch {
                throw .badPattern(pattern, error)
            }
        }
    }
}
