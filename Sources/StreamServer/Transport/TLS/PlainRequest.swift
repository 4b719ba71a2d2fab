internal import NIOCore

/// Stands before TLS for a connection's first byte: a client that speaks plain HTTP to this port is told so in plain
/// HTTP, instead of in an alert that it cannot read.
final class PlainRequest: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// The type of a TLS record with a handshake message (RFC 8446 §5.1).
    private static let handshake: UInt8 = 22
    private static let text = "error: this port speaks HTTPS only; use https:// instead of http://\n"
    private var isRefused = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if isRefused { return }
        let bytes = unwrapInboundIn(data)
        guard let first = bytes.getInteger(at: bytes.readerIndex, as: UInt8.self), first != Self.handshake else {
            context.fireChannelRead(data)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
            return
        }
        isRefused = true
        var answer = context.channel.allocator.buffer(capacity: 256)
        answer.writeString(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                + "Content-Length: \(Self.text.utf8.count)\r\nConnection: close\r\n\r\n\(Self.text)"
        )
        let sent = context.eventLoop.makePromise(of: Void.self)
        // The link's clock closes the rest.
        sent.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
        context.writeAndFlush(NIOAny(answer), promise: sent)
    }
}
