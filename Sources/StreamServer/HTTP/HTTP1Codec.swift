internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// Between NIO's HTTP/1 parser and the version-neutral parts: keeps what HTTP/1 alone knows, the version and whether
/// the connection goes on, and writes responses.
///
/// It stands for NIO's response encoder and HTTP1ToHTTPServerCodec: those lose the version, so that HTTP/1.0 clients
/// (nginx's default upstream) would get chunks, and they write each chunk in three parts. Requests may arrive ahead;
/// their answers come in order.
final class HTTP1Codec: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = ByteBuffer

    /// What a request says about its answer.
    private struct Exchange {
        var isHTTP10 = false
        var isHead = false
        var keepsAlive = false
        var isChunked = false
        var hasBody = true
    }

    private var exchange = Exchange()
    private var isAnswering = false
    private var ahead: [Exchange] = []
    private var isDeaf = false

    /// No further request will be answered on this connection: it ends with the present answer.
    ///
    /// Without its parser an idle stream is a fifth smaller.
    struct StopReceiving {}

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is StopReceiving else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        isDeaf = true
        let operations = context.pipeline.syncOperations
        // It is there, unless the channel has been torn down.
        if let parser = try? operations.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self) {
            operations.removeHandler(context: parser, promise: promise)
        } else {
            promise?.succeed()
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // Without the parser, these are bytes.
        if isDeaf { return }
        switch unwrapInboundIn(data) {
        case .head(let head): receive(head, context)
        case .body(let body): context.fireChannelRead(wrapInboundOut(.body(body)))
        case .end: context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }

    private func receive(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let isHTTP10 = head.version.minor == 0
        let next = Exchange(
            isHTTP10: isHTTP10,
            isHead: head.method == .HEAD,
            keepsAlive: head.isKeepAlive && !isHTTP10
        )
        if isAnswering { ahead.append(next) } else { exchange = next }
        isAnswering = true
        let hosts = head.headers["Host"]
        guard hosts.count == 1 || hosts.isEmpty && isHTTP10 else {
            context.fireErrorCaught(Problem.badRequest("a request has exactly one Host"))
            return
        }
        guard let method = try? HTTPRequest.Method(head.method) else {
            // Cannot be: the parser takes tokens only.
            context.fireErrorCaught(Problem.badRequest("the method is no token"))
            return
        }
        let (authority, path) = Self.target(head.uri, host: hosts.first)
        let request = HTTPRequest(
            method: method,
            scheme: "http",
            authority: authority,
            path: path,
            headerFields: HTTPFields(head.headers, splitCookie: false)
        )
        context.fireChannelRead(wrapInboundOut(.head(request)))
    }

    /// A request target in absolute form carries its own host, which wins (RFC 9112 §3.2.2).
    private static func target(_ uri: String, host: String?) -> (authority: String?, path: String) {
        guard uri.first != "/" else { return (host, uri) }
        guard let scheme = ["http://", "https://"].first(where: { uri.lowercased().hasPrefix($0) }) else {
            return (host, uri)
        }
        let rest = uri.dropFirst(scheme.utf8.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let path = rest[end...]
        return (String(rest[..<end]), path.hasPrefix("/") ? String(path) : "/" + path)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head): write(head, context, promise)
        case .body(let body): write(body, context, promise)
        case .end: finish(context, promise)
        }
    }

    private func write(_ head: HTTPResponse, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        var buffer = context.channel.allocator.buffer(capacity: 512)
        buffer.writeString(exchange.isHTTP10 ? "HTTP/1.0 " : "HTTP/1.1 ")
        buffer.writeString("\(head.status.code) \(head.status.reasonPhrase)\r\n")
        for field in head.headerFields where field.name != .connection {
            buffer.writeString("\(field.name.rawName): \(field.value)\r\n")
        }
        if head.headerFields[.connection] != nil { exchange.keepsAlive = false }
        exchange.hasBody = !exchange.isHead && head.status.code != 204 && head.status.code != 304
        let isBounded = head.headerFields[.contentLength] != nil
        if exchange.isHTTP10, !isBounded { exchange.keepsAlive = false }
        exchange.isChunked = !exchange.isHTTP10 && !isBounded && exchange.hasBody
        if exchange.isChunked { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
        if !exchange.keepsAlive { buffer.writeStaticString("Connection: close\r\n") }
        buffer.writeStaticString("\r\n")
        context.write(wrapOutboundOut(buffer), promise: promise)
    }

    private func write(_ body: ByteBuffer, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        guard exchange.hasBody else {
            context.write(wrapOutboundOut(ByteBuffer()), promise: promise)
            return
        }
        // An empty part carries a promise that all before it is sent; as a chunk it would be the last one.
        guard exchange.isChunked, body.readableBytes > 0 else {
            context.write(wrapOutboundOut(body), promise: promise)
            return
        }
        if let framed = ChunkFrame.framed(body) {
            context.write(wrapOutboundOut(framed), promise: promise)
            return
        }
        context.write(wrapOutboundOut(ByteBuffer(bytes: ChunkFrame.head(body.readableBytes))), promise: nil)
        context.write(wrapOutboundOut(body), promise: nil)
        context.write(wrapOutboundOut(ByteBuffer(staticString: "\r\n")), promise: promise)
    }

    private func finish(_ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        let end = exchange.isChunked ? ByteBuffer(staticString: "0\r\n\r\n") : ByteBuffer()
        guard exchange.keepsAlive else {
            // The output alone is closed: closing both while the client still sends would reset the connection and
            // could take the answer with it. And not before all is sent: after the client's FIN it closes both.
            let sent = context.eventLoop.makePromise(of: Void.self)
            sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
            sent.futureResult.cascade(to: promise)
            context.writeAndFlush(wrapOutboundOut(end), promise: sent)
            return
        }
        context.write(wrapOutboundOut(end), promise: promise)
        isAnswering = !ahead.isEmpty
        if isAnswering { exchange = ahead.removeFirst() }
    }
}
