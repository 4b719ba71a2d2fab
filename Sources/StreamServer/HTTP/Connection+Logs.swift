internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore

/// What the answer to a request for events needs of the request.
struct EventsRequest: Sendable {
    let target: String
    let query: Substring
    let lastEventID: String?
    let isHead: Bool
    let accept: AcceptHeader
    /// For the audit.
    let request: HTTPRequest
    /// Where the help is, for an error.
    let help: String

    init(_ request: HTTPRequest, _ target: String, _ query: Substring, _ accept: AcceptHeader, help: String) {
        (self.help, self.request) = (help, request)
        (self.target, self.query, self.accept) = (target, query, accept)
        lastEventID = request.headerFields[.lastEventID]
        isHead = request.method == .head
    }
}

extension Connection {
    /// Answers `/logs` and `/logs/UNIT`.
    func startLogs(_ request: EventsRequest, unit: String?) throws(Problem) {
        let query = try Query(request.query, lastEventID: request.lastEventID, clock: clock)
        guard query.needsBoots else { return try start(request, query, unit: unit, boots: []) }
        let (log, order, eventLoop) = (loop.context.log, loop.context.bootOrder, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        order.find(in: log, for: interest) { found in
            eventLoop.execute { bound.value.start(request, query, unit: unit, found) }
        }
    }

    /// Answers `/e/ID`.
    func startEvent(_ request: EventsRequest, _ id: EventID) throws(Problem) {
        let query = try Query(request.query, lastEventID: nil, clock: clock, place: .event)
        begin(request, LogRequest(event: id, query, accept: request.accept))
    }

    /// What times are read by.
    var clock: QueryClock {
        let configuration = loop.context.configuration
        return QueryClock(now: configuration.now(), zoneOffset: configuration.zoneOffset)
    }

    private func start(_ request: EventsRequest, _ query: Query, unit: String?, _ found: Result<[String], any Error>) {
        // The client may have gone while the log was read.
        guard case .answering = state else { return }
        do throws(Problem) {
            switch found {
            case .success(let boots): try start(request, query, unit: unit, boots: boots)
            case .failure(let error): throw Problem(status: 500, detail: "the log cannot be read: \(error)")
            }
        } catch {
            send(error, request.accept, help: request.help, isLast: isLastAnswer)
        }
    }

    private func start(_ request: EventsRequest, _ query: Query, unit: String?, boots: [String]) throws(Problem) {
        guard var wanted = LogRequest(query, unit: unit, accept: request.accept, boots: boots) else {
            send(Answer(status: .noContent))
            return
        }
        // A log without boots: the newest that will be there is the host's present one, and a follow waits for it.
        if wanted.isFollow, boots.isEmpty, query.needsBoots {
            let present = [loop.context.configuration.machine().boot]
            wanted = LogRequest(query, unit: unit, accept: request.accept, boots: present) ?? wanted
        }
        try wanted.check()
        if !wanted.isFollow { try query.checkBoots(boots) }
        try prepare(wanted.filter.patterns + [wanted.ending.stopOn].compactMap { $0 }, of: query, for: request) {
            () throws(Problem) in
            try self.enter(request, wanted)
        }
    }

    private func enter(_ request: EventsRequest, _ wanted: LogRequest) throws(Problem) {
        if wanted.isFollow, let limit = loop.context.enterStream(peer) {
            guard request.accept.takesEventStream else { throw .beyond(limit, of: loop.context.budget) }
            sendBusy(limit)
            return
        }
        if wanted.isFollow, let access { control.granted(request.request, access, peer) }
        begin(request, wanted)
    }

    private func begin(_ request: EventsRequest, _ wanted: LogRequest) {
        let answer = LogAnswer(
            self,
            wanted,
            target: request.target,
            isHead: request.isHead,
            accept: request.accept,
            help: request.help
        )
        begin(answer)
        answer.start()
    }
}
