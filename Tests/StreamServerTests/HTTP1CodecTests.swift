import HTTPTypes
import LogModel
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import Testing

@testable import StreamServer

struct HTTP1CodecTests {
    /// A channel that has received one request.
    static func channel(
        _ method: HTTPMethod = .GET,
        _ version: HTTPVersion = .http1_1,
        _ headers: HTTPHeaders = ["Host": "h"]
    ) throws -> EmbeddedChannel {
        let channel = EmbeddedChannel(handler: HTTP1Codec())
        try channel.writeInbound(
            HTTPServerRequestPart.head(.init(version: version, method: method, uri: "/", headers: headers))
        )
        try channel.writeInbound(HTTPServerRequestPart.end(nil))
        return channel
    }

    static func bytes(_ channel: EmbeddedChannel) throws -> String {
        var text = ""
        while let part = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: part) }
        return text
    }

    static func respond(_ channel: EmbeddedChannel, _ status: HTTPResponse.Status, length: Int? = nil) throws -> String
    {
        var head = HTTPResponse(status: status)
        head.headerFields[.contentLength] = length.map { "\($0)" }
        var framed = ByteWriter(capacity: 64)
        framed.append("framed")
        for part in [
            HTTPResponsePart.head(head), .body(ByteBuffer(string: "plain")), .body(ByteBuffer()),
            .body(ChunkFrame.buffer(framed)), .end(nil),
        ] { channel.write(part, promise: nil) }
        channel.flush()
        channel.embeddedEventLoop.run()
        return try bytes(channel)
    }

    @Test func `HTTP 1.1 without a length is chunked, framed parts and others alike`() throws {
        #expect(
            try Self.respond(Self.channel(), .ok) == """
                HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nplain\r\n6\r\nframed\r\n0\r\n\r\n
                """
        )
    }

    @Test func `a known length needs no chunks`() throws {
        #expect(
            try Self.respond(Self.channel(), .ok, length: 11) == """
                HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nplainframed
                """
        )
    }

    @Test func `HTTP 1.0 is answered in its version, unchunked, and closed`() throws {
        let channel = try Self.channel(.GET, .http1_0, ["Connection": "keep-alive"])
        #expect(try Self.respond(channel, .ok) == "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nplainframed")
        #expect(!channel.isActive)
    }

    @Test func `HEAD and 204 have no body and no framing`() throws {
        #expect(try Self.respond(Self.channel(.HEAD), .ok) == "HTTP/1.1 200 OK\r\n\r\n")
        #expect(try Self.respond(Self.channel(), .noContent) == "HTTP/1.1 204 No Content\r\n\r\n")
    }

    @Test func `a client that asks for the end of the connection gets it`() throws {
        let channel = try Self.channel(.GET, .http1_1, ["Host": "h", "Connection": "close"])
        let text = try Self.respond(channel, .noContent)
        #expect(text == "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        #expect(!channel.isActive)
    }

    @Test func `each answer has the form of its own request`() throws {
        let channel = try Self.channel()
        let old = HTTPRequestHead(version: .http1_0, method: .GET, uri: "/", headers: [:])
        try channel.writeInbound(HTTPServerRequestPart.head(old))
        #expect(try Self.respond(channel, .ok).hasPrefix("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"))
        #expect(try Self.respond(channel, .ok).hasPrefix("HTTP/1.0 200 OK\r\nConnection: close\r\n"))
    }

    @Test func `an empty part is sent after all before it, and ends no body`() throws {
        let channel = try Self.channel()
        channel.write(HTTPResponsePart.head(HTTPResponse(status: .ok)), promise: nil)
        channel.write(HTTPResponsePart.body(ByteBuffer(string: "last words")), promise: nil)
        let sent = channel.eventLoop.makePromise(of: Void.self)
        var isSent = false
        sent.futureResult.assumeIsolated().whenSuccess { isSent = true }
        channel.write(HTTPResponsePart.body(ByteBuffer()), promise: sent)
        #expect(!isSent)
        channel.flush()
        #expect(isSent)
        #expect(try Self.bytes(channel).hasSuffix("\r\n\r\na\r\nlast words\r\n"))
    }

    @Test func `a target in absolute form brings its own host`() throws {
        for (uri, authority, path) in [
            ("http://other:80/x?y", "other:80", "/x?y"), ("HTTP://other", "other", "/"),
            ("http://other?q", "other", "/?q"),
            ("//x", "h", "//x"), ("*", "h", "*"),
        ] {
            let channel = EmbeddedChannel(handler: HTTP1Codec())
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: uri, headers: ["Host": "h"])
            try channel.writeInbound(HTTPServerRequestPart.head(head))
            guard case .head(let request) = try channel.readInbound(as: HTTPRequestPart.self) else {
                Issue.record("no request came of \(uri)")
                continue
            }
            #expect(request.authority == authority)
            #expect(request.path == path)
        }
    }
}
