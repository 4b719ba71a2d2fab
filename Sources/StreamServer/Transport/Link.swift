internal import NIOCore
internal import NIOSSL
internal import NIOTLS

/// One TCP or Unix connection, below the version of HTTP that it turns out to speak.
///
/// It is counted here, waits for the TLS handshake where there is one, tells HTTP/1 from HTTP/2 by the client's first
/// bytes (RFC 9113 §3.4), and puts the handlers of that version after itself. Of an HTTP/1 connection it then leaves
/// the pipeline: `Connection` does the rest. Of an HTTP/2 connection it stays, as what its streams have in common:
/// the peer, the clock of a connection without streams, the look at a peer that is gone, the end.
final class Link: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        /// Waits for the end of the TLS handshake.
        case handshaking
        /// Waits for the bytes that tell the version, and holds what came.
        case sniffing(ByteBuffer)
        /// HTTP/1; out of the pipeline.
        case http1
        /// HTTP/2, with so many streams open.
        case http2(streams: Int)
        /// Has sent its last; what still comes is dropped.
        case closing
        case closed
    }

    private enum Admission {
        case pending
        case counted
        /// Beyond a limit: its requests are told so.
        case refused(Budget.Limit)
        /// Beyond the limit on those, too: not even an answer.
        case dropped
    }

    let loop: LoopState
    private(set) var peer: Peer
    private(set) var state: State
    private(set) var context: ChannelHandlerContext?
    /// Its index among the loop's links, while it keeps a clock.
    var number: Int?
    /// What HTTP/2 was not given yet, and whether more is to be read after it.
    var unread = ByteBuffer()
    var wantsRead = false
    /// Bytes of the heads of HTTP/2 requests whose ends are still to come.
    var heldBytes = 0
    var deadline: NIODeadline
    var lastPeerCheck = NIODeadline.now()
    /// Whether no further HTTP/2 stream is wanted.
    var isQuiescing = false
    private var admission = Admission.pending
    private let namesClients: Bool

    /// A link whose bytes are preceded by a TLS handshake if `isSecure`, in which clients may name themselves.
    init(_ loop: LoopState, _ channel: any Channel, isSecure: Bool, namesClients: Bool = false) {
        self.loop = loop
        self.namesClients = namesClients
        peer = Peer(channel)
        peer.isSecure = isSecure
        state = isSecure ? .handshaking : .sniffing(ByteBuffer())
        deadline = .now() + (isSecure ? Limits.handshakeTime : Limits.headTime)
    }

    /// The limit beyond which it is; its requests are not answered otherwise.
    var refusal: Budget.Limit? {
        if case .refused(let limit) = admission { limit } else { nil }
    }

    var isHTTP2: Bool {
        if case .http2 = state { true } else { false }
    }

    var budget: Budget { loop.context.budget }

    // MARK: Channel

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        loop.add(self)
        if let limit = budget.enter(.connection, peer.address) {
            admission = budget.enterRefusal() ? .refused(limit) : .dropped
            deadline = .now() + Limits.refusalTime
            if case .dropped = admission { return context.close(promise: nil) }
        } else {
            admission = .counted
        }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        ended()
        context.fireChannelInactive()
    }

    /// The connection is gone. What has become HTTP/1 is counted out by its `Connection`.
    private func ended() {
        switch state {
        case .http1, .closed: return
        case .handshaking, .sniffing, .http2, .closing: state = .closed
        }
        loop.remove(self)
        switch admission {
        case .counted: budget.leaveConnection(of: peer, wasRefused: false)
        case .refused: budget.leaveConnection(of: peer, wasRefused: true)
        case .pending, .dropped: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .sniffing(var held):
            var bytes = unwrapInboundIn(data)
            if held.readableBytes == 0 { held = bytes } else { held.writeBuffer(&bytes) }
            sniff(held, context)
        case .http2: take(unwrapInboundIn(data), context)
        case .handshaking, .http1, .closing, .closed: break
        }
    }

    func read(context: ChannelHandlerContext) {
        if unread.readableBytes == 0 { context.read() } else { wantsRead = true }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted(let negotiated): handshakeEnded(negotiated, context)
        // HTTP/2 has no half-closed connections: who ends one side is gone. And of a request nothing has come yet.
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // HTTP/2's are fired behind this handler, and seen as the frames that they make it send. These are the
        // socket's and TLS's, after which nothing can go on.
        context.close(promise: nil)
    }

    // MARK: The version

    private func handshakeEnded(_ negotiated: String?, _ context: ChannelHandlerContext) {
        if namesClients { peer.certificateName = Self.clientName(context) }
        if refusal == nil { deadline = .now() + Limits.headTime }
        // Who has negotiated HTTP/1.1 may not send the preface (RFC 9113 §3.2), but nothing depends on it; and who
        // negotiated nothing may have prior knowledge.
        state = .sniffing(ByteBuffer())
        if negotiated == "h2" { becomeHTTP2(ByteBuffer(), context) }
    }

    /// The common name in the client's certificate, which the handshake has verified.
    private static func clientName(_ context: ChannelHandlerContext) -> String? {
        // Throws where there is no TLS handler, and there is.
        let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate()
        return certificate.flatMap { commonName($0) }
    }

    /// The last, where a subject has several (RFC 6125 §6.4.4).
    static func commonName(_ certificate: NIOSSLCertificate) -> String? {
        certificate.subjectName.last { $0.type == .commonName }?.value
    }

    private func sniff(_ held: ByteBuffer, _ context: ChannelHandlerContext) {
        switch Preface.match(held) {
        case .undecided: state = .sniffing(held)
        case .http1: becomeHTTP1(held, context)
        case .http2: becomeHTTP2(held, context)
        }
    }

    private func becomeHTTP1(_ held: ByteBuffer, _ context: ChannelHandlerContext) {
        let operations = context.pipeline.syncOperations
        do {
            try operations.addHandlers(Listeners.http1Handlers(self), position: .after(self))
        } catch {
            return context.close(promise: nil)
        }
        state = .http1
        loop.remove(self)
        context.fireChannelRead(wrapInboundOut(held))
        operations.removeHandler(context: context, promise: nil)
    }

    // MARK: From the loop

    func tick(_ now: NIODeadline) {
        switch state {
        case .handshaking: if now >= deadline { timeOut(.handshakeTime) }
        case .sniffing: if now >= deadline { timeOut(.headTime) }
        case .http2(let streams): tickHTTP2(now, streams)
        case .closing: if now >= deadline { close() }
        case .http1, .closed: break
        }
    }

    private func timeOut(_ limit: Budget.Limit) {
        budget.didRefuse(limit)
        close()
    }

    /// The server ends.
    func stop() {
        if isHTTP2 { quiesce() } else { close() }
    }

    func close() { context?.close(promise: nil) }

    /// For the parts in other files.
    func move(to state: State) { self.state = state }
}
