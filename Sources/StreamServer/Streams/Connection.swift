internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes

/// One client's connection: takes requests one after the other and answers each.
///
/// While it answers it does not read: what a client sends ahead stays in the kernel, but for the requests that came
/// in one read, of which `Limits.pipelined` are kept. A FIN is seen nevertheless (EPOLLRDHUP).
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    enum State {
        /// Waits for a request's head.
        case idle
        /// Waits for a request's end; its bodies are counted and dropped.
        case receiving(HTTPRequest, bytes: Int)
        /// Sends an answer that is made at once, or by work elsewhere.
        case answering
        /// Sends events.
        case streaming(LogAnswer)
        /// Has sent its last, and waits for the client's FIN.
        case closing
        case closed
    }

    let loop: LoopState
    let peer: Peer
    /// Its index among the loop's connections.
    var number = 0
    private(set) var state = State.idle
    private(set) var context: ChannelHandlerContext?
    private var ahead: [HTTPRequestPart] = []
    private var holdsRead = false
    private var isLast = false
    /// The client's in the present answer.
    private(set) var interest = Interest()
    private var deadline: NIODeadline

    init(_ loop: LoopState, peer: Peer) {
        (self.loop, self.peer) = (loop, peer)
        deadline = .now() + Limits.headTime
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        if loop.context.enterConnection() {
            loop.add(self)
        } else {
            // Counted in all the same: `channelInactive` counts it out.
            loop.add(self)
            context.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .streaming(let answer) = state { answer.cancel() }
        state = .closed
        interest.end()
        loop.remove(self)
        loop.context.leaveConnection()
        context.fireChannelInactive()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .idle, .receiving: receive(unwrapInboundIn(data))
        case .answering, .streaming:
            if ahead.count < 2 * Limits.pipelined { ahead.append(unwrapInboundIn(data)) } else { isLast = true }
        case .closing, .closed: break
        }
    }

    private func receive(_ part: HTTPRequestPart) {
        switch (part, state) {
        case (.head(let request), .idle): state = .receiving(request, bytes: 0)
        case (.body(let body), .receiving(let request, let bytes)):
            let total = bytes + body.readableBytes
            state = .receiving(request, bytes: total)
            if total > Limits.bodyBytes { refuse(Problem(status: 413, detail: "the request has too large a body")) }
        case (.end, .receiving(let request, _)):
            (state, interest, deadline) = (.answering, Interest(), .distantFuture)
            loop.context.didReceiveRequest()
            respond(to: request)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, state) {
        case (let problem as Problem, .idle), (let problem as Problem, .receiving): refuse(problem)
        case (HTTPParserError.headerOverflow, .idle), (HTTPParserError.headerOverflow, .receiving):
            refuse(Problem(status: 431, detail: "the request's target or header fields are too large"))
        case (is HTTPParserError, .idle), (is HTTPParserError, .receiving):
            refuse(.badRequest("this is no HTTP/1 request"))
        case (is HTTPParserError, .answering), (is HTTPParserError, .streaming): isLast = true
        default: context.close(promise: nil)
        }
    }

    /// Answers what is no request, or none that can be read to its end, and closes.
    private func refuse(_ problem: Problem) {
        state = .answering
        isLast = true
        send(problem, AcceptHeader(nil), help: "/help", isLast: true)
    }

    func read(context: ChannelHandlerContext) {
        switch state {
        case .answering, .streaming: holdsRead = true
        default: context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let event = event as? ChannelEvent, event == .inputClosed else {
            context.fireUserInboundEventTriggered(event)
            return
        }
        switch state {
        case .streaming(let answer) where answer.isFollow: context.close(promise: nil)
        case .answering:
            isLast = true
            if deadline == .distantFuture { deadline = .now() + Limits.halfClosedTime }
        case .streaming: isLast = true
        default: context.close(promise: nil)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .streaming(let answer) = state { answer.writabilityChanged() }
        context.fireChannelWritabilityChanged()
    }

    // MARK: Answers

    /// Whether no more than this answer is wanted from here.
    var isLastAnswer: Bool { isLast || loop.context.isStopping }

    /// Whether more may be encoded for this client.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    func begin(_ answer: LogAnswer) {
        state = .streaming(answer)
        guard answer.isFollow else { return }
        ahead = []
        context?.triggerUserOutboundEvent(HTTP1Codec.StopReceiving(), promise: nil)
    }

    func write(_ head: HTTPResponse) {
        context?.write(wrapOutboundOut(.head(head)), promise: nil)
    }

    func write(_ body: ByteBuffer) {
        loop.context.didSend(body.readableBytes)
        context?.write(wrapOutboundOut(.body(body)), promise: nil)
    }

    func flush() { context?.flush() }

    /// Ends the present answer, and takes the next request; `isLast` says that the head told the client otherwise.
    func finish(isLast: Bool) {
        guard let context else { return }
        if isLast {
            state = .closing
            deadline = .now() + Limits.shutdownTime
            let sent = context.eventLoop.makePromise(of: Void.self)
            let isStopping = loop.context.isStopping
            sent.futureResult.assumeIsolated().whenComplete { _ in if isStopping { self.close() } }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
            return
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        state = .idle
        deadline = .now() + Limits.idleTime
        let parts = ahead
        ahead = []
        for part in parts { channelRead(context: context, data: wrapInboundIn(part)) }
        guard holdsRead else { return }
        holdsRead = false
        self.read(context: context)
    }

    /// Breaks the present answer off: what was written is sent, but not its end.
    func abort() {
        guard let context else { return }
        state = .closing
        deadline = .now() + Limits.shutdownTime
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.body(ByteBuffer())), promise: sent)
    }

    func close() { context?.close(promise: nil) }

    // MARK: From the loop

    func tick(_ now: NIODeadline) {
        switch state {
        case .idle, .receiving, .closing, .answering:
            if now >= deadline { close() }
        case .streaming(let answer): answer.tick(now)
        case .closed: break
        }
    }

    func headMoved() {
        if case .streaming(let answer) = state { answer.headMoved() }
    }

    /// The server ends: streams are told, answers go on to their end.
    func stop() {
        switch state {
        case .idle, .receiving, .closing: close()
        case .streaming(let answer): answer.serverStops()
        case .answering, .closed: break
        }
    }

    private func wrapInboundIn(_ part: HTTPRequestPart) -> NIOAny { NIOAny(part) }
}
