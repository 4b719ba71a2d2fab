internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore
internal import NIOHTTPTypes
internal import TextSearch

extension Connection {
    /// Decides what a request asks for, and starts the answer.
    func respond(to request: HTTPRequest) {
        let accept = AcceptHeader(request.headerFields[.accept])
        access = nil
        do throws(Problem) {
            guard let target = request.path else { throw .badRequest("the request has no target") }
            try check(request, target)
            let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
            let path = target[..<(mark ?? target.endIndex)]
            let query = mark.map { target[target.utf8.index(after: $0)...] } ?? ""
            try checkURL(query, request)
            if let route = AccessRoute(path: path) {
                if !route.isOpen { try admit(request) }
                return try respond(to: request, route, accept)
            }
            if let route = GatewaydRoute(path: path, accept: request.headerFields[.accept]) {
                try admit(request)
                return try respond(to: request, route, query)
            }
            let route = Result { () throws(Problem) in try Route(path: path) }
            if case .success(let known) = route, known.isOpen {
                admitIfGiven(request)
            } else {
                // What there is and what not is told to who has access.
                try admit(request)
            }
            try respond(to: request, try route.get(), target, query, accept)
        } catch {
            refuse(request, error, accept)
        }
    }

    private func respond(
        to request: HTTPRequest,
        _ route: Route,
        _ target: String,
        _ query: Substring,
        _ accept: AcceptHeader
    ) throws(Problem) {
        guard request.method == .get || request.method == .head else {
            throw Problem(
                status: 405,
                detail: "\(request.method.rawValue) is not possible here, only GET and HEAD",
                allow: "GET, HEAD"
            )
        }
        if wantsPage(request, route, query, accept) { return sendPage(request) }
        if route.wantsWholeAccess { try checkWhole(request) }
        switch route {
        case .asset(let path): try sendAsset(path, request)
        case .logs(let unit):
            try checkUnit(unit, request)
            try startLogs(EventsRequest(request, target, query, accept, help: help(for: request)), unit: unit)
        case .event(let id):
            try startEvent(EventsRequest(request, target, query, accept, help: help(for: request)), id)
        case .list(let kind): try startList(kind, query, accept, help: help(for: request))
        case .openAPI: send(OpenAPI(version: loop.context.configuration.version).answer)
        case .status: send(StatusPage(loop.context).answer(accept))
        case .root: send(try helpPage(for: request).answer(nil))
        case .help(let topic): send(try helpPage(for: request).answer(topic))
        case .metrics: send(MetricsPage(loop.context).answer)
        case .health: checkHealth()
        case .readiness: send(Readiness(loop.context).answer(isWhole: access?.isWhole ?? false))
        }
    }

    /// Says why there is no answer: to a person at a browser who has no access, how to get it.
    private func refuse(_ request: HTTPRequest, _ problem: Problem, _ accept: AcceptHeader) {
        if accept.preferred == .html, request.headerFields[.lastEventID] == nil {
            switch problem.status {
            case 401: return sendLogin(.unauthorized, request, problem)
            case 429: return sendLogin(.tooManyRequests, request, problem)
            default: break
            }
        }
        send(problem, accept, help: help(for: request), isLast: isLastAnswer)
    }

    private func helpPage(for request: HTTPRequest) -> HelpPage {
        HelpPage(
            url: base(of: request),
            socket: peer.isLocal ? context?.channel.localAddress?.pathname : nil,
            version: loop.context.configuration.version
        )
    }

    func help(for request: HTTPRequest) -> String { "\(base(of: request))/help" }

    private func check(_ request: HTTPRequest, _ target: String) throws(Problem) {
        if target.utf8.count > Limits.targetBytes {
            throw Problem(status: 414, detail: "the request's target is longer than \(Limits.targetBytes) bytes")
        }
        guard !peer.isLocal, let host = request.authority, !loop.context.hosts.allows(host) else { return }
        _ = control.deny(.host, request, peer, now: now)
        throw Problem(
            status: 421,
            detail:
                "the Host \"\(host.prefix(80))\" is not this server's; use an IP address, localhost, or its name, or add it with --url"
        )
    }

    func host(of request: HTTPRequest) -> String {
        guard let host = request.authority, peer.isLocal || loop.context.hosts.allows(host) else { return "localhost" }
        return host
    }

    /// An EventSource gives up for ever on any status but 200, and comes again after an answer that ends.
    func sendBusy(_ limit: Budget.Limit) {
        var out = ByteWriter(capacity: 256)
        ControlEvent.busy(retry: LogAnswer.jitteredRetry(), reason: limit.rawValue)
            .write(Encoding(format: .sse), into: &out)
        var answer = Answer(status: .ok, contentType: OutputFormat.sse.contentType, body: out.bytes)
        answer.fields[.accelBuffering] = "no"
        send(answer)
    }

    /// The log answers from a history thread, which holds as long as none of them hangs in the disk.
    private func checkHealth() {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        let promise = eventLoop.makePromise(of: Bool.self)
        let timeout = eventLoop.scheduleTask(in: Limits.healthTime) { promise.succeed(false) }
        loop.context.log.onHistoryThread {
            eventLoop.execute { promise.succeed(true) }
        }
        promise.futureResult.whenSuccess { isAlive in
            timeout.cancel()
            bound.value.send(
                isAlive
                    ? .init(status: .ok, text: "ok\n")
                    : .init(status: .serviceUnavailable, text: "the log does not answer\n")
            )
        }
    }

    // MARK: Sending

    /// Sends an answer that is whole.
    func send(_ answer: Answer) {
        guard case .answering = state else { return }
        let isLast = isLastAnswer
        write(answer.head(date: loop.httpDate, isLast: isLast))
        write(ByteBuffer(bytes: answer.body))
        finish(isLast: isLast)
    }

    /// Sends an error, in the form the client reads.
    func send(_ problem: Problem, _ accept: AcceptHeader, help: String, isLast: Bool) {
        let answer = problem.answer(asJSON: accept.takesJSON, help: help)
        write(answer.head(date: loop.httpDate, isLast: isLast))
        write(ByteBuffer(bytes: answer.body))
        finish(isLast: isLast)
    }
}
