internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore

extension Connection {
    /// Answers with a list, once the inputs are read to their present end and the log has counted.
    func startList(_ kind: ListRequest.Kind, _ text: Substring, _ accept: AcceptHeader, help: String) throws(Problem) {
        let query = try Query(text, lastEventID: nil, clock: clock, place: kind.place)
        let (log, order, eventLoop) = (loop.context.log, loop.context.bootOrder, loop.eventLoop)
        let (interest, all) = (interest, granted(EventFilter()))
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let answer: @Sendable (Result<[UInt8], any Error>) -> Void = { result in
            eventLoop.execute { bound.value.send(list: result, accept, help: help) }
        }
        let fresh = eventLoop.makePromise(of: Void.self)
        // The later of the log's word and the timeout finds the promise kept.
        let timeout = eventLoop.scheduleTask(in: Limits.freshenTime) { fresh.succeed() }
        log.freshen { eventLoop.execute { fresh.succeed() } }
        fresh.futureResult.whenSuccess {
            timeout.cancel()
            let count: @Sendable (Result<[String], any Error>) -> Void = { boots in
                do {
                    let boots = try boots.get()
                    try query.checkBoots(boots)
                    let request = ListRequest(kind, query, boots: boots, grant: all.grant)
                    try log.compile(request.filter.patterns, of: query)
                    request.count(in: log, for: interest, answer)
                } catch {
                    answer(.failure(error))
                }
            }
            guard query.needsBoots else { return log.onHistoryThread { count(.success([])) } }
            order.find(in: log, for: interest, completion: count)
        }
    }

    private func send(list result: Result<[UInt8], any Error>, _ accept: AcceptHeader, help: String) {
        switch result {
        case .success(let body): send(Answer(status: .ok, contentType: "application/json", body: body))
        case .failure(let error):
            let problem =
                error as? Problem ?? Problem(status: 500, detail: "the log cannot be read: \(error)")
            if case .answering = state { send(problem, accept, help: help, isLast: isLastAnswer) }
        }
    }
}

extension ListRequest {
    /// Has the log count, and writes what comes of it; `completion` is called on a history thread.
    func count(
        in log: EventLog,
        for interest: Interest,
        _ completion: @escaping @Sendable (Result<[UInt8], any Error>) -> Void
    ) {
        switch kind {
        case .histogram:
            log.histogram(filter, in: range, buckets: buckets, for: interest) {
                completion($0.map { ListBody().histogram($0) })
            }
        case .facets:
            log.facets(Facet.allCases, filter, in: range, limit: Limits.facetValues, for: interest) {
                completion($0.map { ListBody().facets($0) })
            }
        case .units: list(.unit, log, interest, completion)
        case .boots: list(.boot, log, interest, completion)
        }
    }

    private func list(
        _ facet: Facet,
        _ log: EventLog,
        _ interest: Interest,
        _ completion: @escaping @Sendable (Result<[UInt8], any Error>) -> Void
    ) {
        log.facets([facet], filter, in: range, limit: Limits.listedValues, edges: true, for: interest) { result in
            completion(
                result.map { counts in
                    var found = counts[facet] ?? .none
                    // In the order in which they began, as `journalctl --list-boots`.
                    if facet == .boot { found.values.sort { ($0.first?.id ?? .zero) < ($1.first?.id ?? .zero) } }
                    return ListBody().list(found, of: facet)
                }
            )
        }
    }
}
