internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTP2
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP2
internal import NIOSSL

/// One client's HTTP/1 connection, which takes requests one after the other and answers each, or one stream of HTTP/2,
/// which takes one.
///
/// A stream differs in what ends it: its client's FIN belongs to the whole connection (`Link`), its own end is the end
/// of its answer, and a client that wants no more resets it.
///
/// While an HTTP/1 connection answers it does not read: what a client sends ahead stays in the kernel, but for the
/// requests that came in one read, of which `Limits.pipelined` are kept. A FIN is seen nevertheless (EPOLLRDHUP).
final class Connection: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    enum State {
        /// Waits for a request's head.
        case idle
        /// Waits for a request's end; a large body is counted and dropped.
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
    /// What a stream of HTTP/2 came by; nil of an HTTP/1 connection, which outlives its link.
    private let link: Link?
    /// Its index among the loop's connections, once it is one of them.
    var number: Int?
    private(set) var state = State.idle
    private(set) var context: ChannelHandlerContext?
    /// What the present answer may see; nil where nothing is.
    var access: Access?
    /// The request's body, if it is small enough for a form; empty where it is not.
    private(set) var body = ByteBuffer()
    private var ahead: [HTTPRequestPart] = []
    private var holdsRead = false
    private var isLast = false
    /// The client's in the present answer.
    private(set) var interest = Interest()
    private var deadline: NIODeadline
    /// The limit beyond which it is: its request is told so.
    private var refusal: Budget.Limit?
    /// What of its HTTP/2 link's `heldBytes` is this one's.
    private var heldBytes = 0
    /// Whether the client has sent a whole request.
    private var hasEnded = false
    /// Whether the answer has no body, whatever is written: to HEAD, over HTTP/2.
    private var isBodiless = false

    init(_ link: Link, isStream: Bool) {
        (loop, peer, self.link) = (link.loop, link.peer, isStream ? link : nil)
        refusal = isStream ? nil : link.refusal
        deadline = .now() + Limits.headTime
    }

    /// Whether it is a stream of HTTP/2.
    var isStream: Bool { link != nil }
    private var budget: Budget { loop.context.budget }

    /// Of HTTP/1 the channel is active already.
    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { begin() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        if number == nil { begin() }
        context.fireChannelActive()
    }

    private func begin() {
        loop.add(self)
        if let link { refusal = link.enterStream() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if case .streaming(let answer) = state { answer.cancel() }
        state = .closed
        interest.end()
        hold(0)
        if number != nil {
            loop.remove(self)
            if let link {
                link.leaveStream(wasCounted: refusal == nil)
            } else {
                budget.leaveConnection(of: peer, wasRefused: refusal != nil)
            }
        }
        context.fireChannelInactive()
    }

    // MARK: Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .idle, .receiving: receive(unwrapInboundIn(data))
        case .answering where isStream, .streaming where isStream: break
        case .answering, .streaming:
            if ahead.count < 2 * Limits.pipelined { ahead.append(unwrapInboundIn(data)) } else { isLast = true }
        case .closing, .closed: break
        }
    }

    private func receive(_ part: HTTPRequestPart) {
        switch (part, state) {
        case (.head(let request), .idle):
            body = ByteBuffer()
            begin(request)
        case (.body(let part), .receiving(let request, let bytes)):
            let total = bytes + part.readableBytes
            if total <= Limits.formBytes { body.writeImmutableBuffer(part) } else { body = ByteBuffer() }
            state = .receiving(request, bytes: total)
            if total > Limits.bodyBytes { refuse(Problem(status: 413, detail: "the request has too large a body")) }
        case (.end, .receiving(let request, _)):
            hasEnded = true
            (state, interest, deadline) = (.answering, Interest(), .distantFuture)
            hold(0)
            loop.context.didReceiveRequest()
            if let refusal { refuse(request, beyond: refusal) } else { respond(to: request) }
        default: break
        }
    }

    private func begin(_ request: HTTPRequest) {
        guard let link else {
            state = .receiving(request, bytes: 0)
            return
        }
        do throws(Problem) {
            let (checked, bytes) = try HTTP2Head.check(request)
            isBodiless = request.method == .head
            hold(bytes)
            guard link.heldBytes <= Limits.http2HeldBytes else {
                throw Problem(status: 431, detail: "too many requests of this connection have begun and not ended")
            }
            state = .receiving(checked, bytes: 0)
        } catch {
            refuse(error)
        }
    }

    /// So many bytes of a head are kept until the request ends.
    private func hold(_ bytes: Int) {
        link?.heldBytes += bytes - heldBytes
        heldBytes = bytes
    }

    /// An EventSource is told in its own words, which it comes again after.
    private func refuse(_ request: HTTPRequest, beyond limit: Budget.Limit) {
        isLast = true
        let accept = AcceptHeader(request.headerFields[.accept])
        if accept.takesEventStream { sendBusy(limit) } else { send(.beyond(limit, of: budget), accept) }
    }

    private func send(_ problem: Problem, _ accept: AcceptHeader) {
        send(problem, accept, help: "/help", isLast: true)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch (error, state) {
        case (let problem as Problem, .idle), (let problem as Problem, .receiving): refuse(problem)
        case (HTTPParserError.headerOverflow, .idle), (HTTPParserError.headerOverflow, .receiving):
            refuse(Problem(status: 431, detail: "the request's target or header fields are too large"))
        case (is HTTPParserError, .idle), (is HTTPParserError, .receiving):
            refuse(.badRequest("this is no HTTP/1 request"))
        case (is HTTPParserError, .answering), (is HTTPParserError, .streaming): isLast = true
        // A FIN without TLS's own end: it is the FIN that counts.
        case (NIOSSLError.uncleanShutdown, _): break
        case (_, .idle) where isStream: refuse(.badRequest("this is no HTTP/2 request"))
        default: context.close(promise: nil)
        }
    }

    /// Answers what is no request, or none that can be read to its end, and closes.
    private func refuse(_ problem: Problem) {
        state = .answering
        isLast = true
        send(problem, AcceptHeader(nil))
    }

    func read(context: ChannelHandlerContext) {
        switch state {
        // What a stream of HTTP/2 still sends has its window for a bound, and is dropped.
        case .answering where !isStream, .streaming where !isStream: holdsRead = true
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

    /// Whether more may be encoded for this client. Of HTTP/2, the stream's window and the connection are asked.
    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Whether a client that keeps up may have large chunks: not on all of many streams, which may stall together.
    var isRoomy: Bool { isWritable && link?.hasFewStreams ?? true }

    func begin(_ answer: LogAnswer) {
        state = .streaming(answer)
        guard answer.isFollow, !isStream else { return }
        ahead = []
        context?.triggerUserOutboundEvent(HTTP1Codec.StopReceiving(), promise: nil)
    }

    func write(_ head: HTTPResponse) {
        if let limit = Budget.Limit(status: head.status) { budget.didRefuse(limit) }
        if isStream, head.status == .noContent || head.status == .notModified { isBodiless = true }
        context?.write(wrapOutboundOut(.head(isStream ? HTTP2Head.prepared(head) : head)), promise: nil)
    }

    func write(_ body: ByteBuffer) {
        if isBodiless { return }
        loop.context.didSend(body.readableBytes)
        context?.write(wrapOutboundOut(.body(body)), promise: nil)
    }

    func flush() { context?.flush() }

    /// Ends the present answer, and takes the next request; `isLast` says that the head told the client otherwise.
    func finish(isLast: Bool) {
        guard let context else { return }
        if isStream { return finishStream(context) }
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

    /// Ends a stream of HTTP/2, which is gone once the client has taken what it may take its time for.
    private func finishStream(_ context: ChannelHandlerContext) {
        state = .closing
        deadline = .now() + Limits.stalledTime
        guard hasEnded else {
            // The client still sends, and would for ever: it is told that nobody reads (RFC 9113 §8.1).
            let sent = context.eventLoop.makePromise(of: Void.self)
            let noError = NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError)
            sent.futureResult.assumeIsolated().whenComplete { _ in
                context.triggerUserOutboundEvent(noError, promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: sent)
            return
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
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
        case .closing where isStream: break
        case .idle, .receiving, .closing: close()
        case .streaming(let answer): answer.serverStops()
        case .answering, .closed: break
        }
    }

    private func wrapInboundIn(_ part: HTTPRequestPart) -> NIOAny { NIOAny(part) }
}
