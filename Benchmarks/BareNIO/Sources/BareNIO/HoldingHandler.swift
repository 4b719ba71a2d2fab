import NIOCore
import NIOHTTP1

/// Answers with the head of a stream and then says nothing.
final class HoldingHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let head: HTTPResponseHead

    init(headLength: Int) {
        var headers: HTTPHeaders = [
            "Content-Type": "text/event-stream", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no",
        ]
        let fixed = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nPad: \r\n\r\n".utf8.count
        let named = headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 4 }
        headers.add(name: "Pad", value: String(repeating: "x", count: max(0, headLength - fixed - named)))
        head = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }
}
