internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import Logging
internal import NIOCore

extension Connection {
    /// Answers as systemd-journal-gatewayd does, in its words.
    func respond(to request: HTTPRequest, _ route: GatewaydRoute, _ arguments: Substring) throws(Problem) {
        guard request.method == .get else {
            return send(Answer(gatewayd: .notAcceptable, "Unsupported method."))
        }
        let accept = request.headerFields[.accept]
        switch route {
        case .entries: startEntries(request, arguments)
        case .fields(let name): startFields(name, EntryFormat(accept: accept))
        case .boots: startBoots()
        case .machine:
            try checkWhole(request)
            let host = loop.context.configuration.machine()
            answerElsewhere { log in try MachinePage(host, log).answer }
        case .browse:
            var answer = Answer(gatewayd: .found, "The page is at /")
            answer.fields[.location] = "/"
            send(answer)
        }
    }

    private func startEntries(_ request: HTTPRequest, _ arguments: Substring) {
        let query: EntriesQuery
        do {
            query = try EntriesQuery(
                accept: request.headerFields[.accept],
                range: request.headerFields[.range],
                arguments: arguments,
                lastEventID: request.headerFields[.lastEventID],
                boot: loop.context.configuration.machine().boot
            )
        } catch {
            return send(Answer(gatewayd: .badRequest, error.rawValue))
        }
        if query.isFollow, let limit = loop.context.enterStream(peer) {
            let problem = Problem.beyond(limit, of: loop.context.budget)
            var answer = Answer(gatewayd: .serviceUnavailable, problem.detail)
            answer.fields[.retry] = "5"
            return send(answer)
        }
        if query.isFollow, let access { control.granted(request, access, peer) }
        let answer = LogAnswer(
            self,
            LogRequest(query),
            target: "/entries",
            isHead: false,
            accept: AcceptHeader(nil),
            help: "/help"
        )
        begin(answer)
        answer.start()
    }

    private func startFields(_ name: String, _ format: EntryFormat) {
        guard name.utf8.count <= 64, EntriesQuery.isField(Array(name.utf8)) else {
            return send(Answer(gatewayd: .badRequest, "Failed to query unique fields."))
        }
        let log = loop.context.log
        log.perform(
            FieldValues(name, log, granted(.entries), asJSON: format == .json),
            for: interest,
            completion: sending()
        )
    }

    private func startBoots() {
        let send = sending()
        loop.context.log.facets([.boot], granted(.entries), limit: Limits.listedValues, edges: true, for: interest) {
            result in
            send(result.map { BootList($0[.boot] ?? .none).answer })
        }
    }

    /// Has a history thread make an answer.
    private func answerElsewhere(_ make: @escaping @Sendable (EventLog) throws -> Answer) {
        let (log, send) = (loop.context.log, sending())
        log.onHistoryThread { send(Result { try make(log) }) }
    }

    /// Sends what was made elsewhere.
    private func sending() -> @Sendable (Result<Answer, any Error>) -> Void {
        let eventLoop = loop.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        return { made in
            eventLoop.execute {
                switch made {
                case .success(let answer): bound.value.send(answer)
                case .failure(let error):
                    bound.value.loop.context.logger.error("an answer could not be made: \(error)")
                    bound.value.send(Answer(gatewayd: .internalServerError, "Failed to read the log: \(error)"))
                }
            }
        }
    }
}

extension Answer {
    /// A sentence as gatewayd sends it.
    fileprivate init(gatewayd status: HTTPResponse.Status, _ sentence: String) {
        self.init(status: status, contentType: "text/plain", body: Array("\(sentence)\n".utf8))
    }
}

extension LogRequest {
    /// What a request for `/entries` comes to.
    init(_ query: EntriesQuery) {
        isFollow = query.isFollow
        encoding = Encoding(entries: query.format)
        var filter = EventFilter.entries
        filter.fields = query.matches
        filter.until = query.range.until.map { Timestamp(microseconds: Int64(clamping: $0)) }
        self.filter = filter
        start = .entry(EntriesStart(range: query.range, isDiscrete: query.isDiscrete))
        (before, namedUnit, showsCursor) = (nil, nil, false)
        (isReverse, ending) = (false, Ending())
        max = query.isDiscrete ? 1 : query.range.count.map { Int(clamping: $0) }
    }
}
