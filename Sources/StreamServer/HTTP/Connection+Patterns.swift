internal import EventStore
internal import LogModel
internal import NIOCore
internal import TextSearch

extension Connection {
    /// Has the patterns compiled, which may take long, and goes on; a pattern that cannot be is a 400.
    func prepare(
        _ patterns: [TextPattern],
        of query: Query,
        for request: EventsRequest,
        then goOn: @escaping () throws(Problem) -> Void
    ) throws(Problem) {
        let (log, eventLoop) = (loop.context.log, loop.eventLoop)
        guard !log.isPrepared(patterns) else { return try goOn() }
        let bound = NIOLoopBound((self, goOn), eventLoop: eventLoop)
        log.onHistoryThread {
            let result = Result { () throws(Problem) in try log.compile(patterns, of: query) }
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
    func compile(_ patterns: [TextPattern], of query: Query) throws(Problem) {
        for pattern in patterns {
            do throws(PatternError) {
                try prepare([pattern])
            } catch {
                throw .badPattern(query.parameter(of: pattern), error)
            }
        }
    }
}

extension Query {
    /// The parameter that a pattern came from.
    fileprivate func parameter(of pattern: TextPattern) -> String {
        if conditions.patterns.contains(pattern) { return pattern.isExcluded ? "exclude" : "grep" }
        return stopOn == pattern ? "stop-on" : "q"
    }
}
