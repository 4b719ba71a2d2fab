import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// Requests that two servers may read differently, one behind the other: here each is one request with one answer, or a
/// 400 and the end.
@Suite(.ownThread) struct SmugglingTests {
    /// What hides in the body, or after the end, of the request before it.
    static let hidden = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"

    @Test(arguments: [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 44\r\n\r\n",
        "Content-Length: 0, 44\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x0\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1ffffffffffffffff\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\n\n",
        "X: 1\r\n folded: 2\r\n\r\n",
        "X: 1\r\n\tfolded\r\n\r\n",
        " X: 1\r\n\r\n",
        "X: 1\rY: 2\r\n\r\n",
        "X: a\0b\r\n\r\n",
        "X\0: a\r\n\r\n",
        ": empty\r\n\r\n",
        "no colon\r\n\r\n",
        "Host: evil\r\n\r\n",
        "Host: localhost\r\n\r\n",
    ])
    func `what can be read two ways is a 400 and the end`(rest: String) async throws {
        let fixture = try await ServerFixture()
        let client = try RawClient(fixture.address)
        client.send("GET /help HTTP/1.1\r\nHost: localhost\r\n\(rest)\(Self.hidden)")
        client.shutdownWrites()
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer.prefix(100))")
        #expect(!answer.contains("logcast_connections"))
        await fixture.close()
    }

    @Test(arguments: [
        "GET /help HTTP/1.1 x\r\nHost: localhost\r\n\r\n", "GET /he lp HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /help HTTP/9.9\r\nHost: localhost\r\n\r\n", "GET /help http/1.1\r\nHost: localhost\r\n\r\n",
        "GET /help\r\nHost: localhost\r\n\r\n", "G\u{e9}T /help HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /help HTTP/1.1\r\n\r\n", "GET /help HTTP/1.1\r\nHost: a, b\r\nHost: localhost\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}",
    ])
    func `what is no request line, or has no one host, is a 400 and the end`(request: String) async throws {
        let fixture = try await ServerFixture()
        let client = try RawClient(fixture.address)
        client.send(request + Self.hidden)
        client.shutdownWrites()
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(answer.prefix(100))")
        #expect(!answer.contains("logcast_connections"))
        await fixture.close()
    }

    @Test func `of a target in absolute form it is the target's host that counts`() async throws {
        let fixture = try await ServerFixture()
        for (target, host, status) in [
            ("http://localhost/help", "evil", 200), ("https://localhost/help", "evil", 200),
            ("http://evil/help", "localhost", 421), ("HTTP://evil/help", "localhost", 421),
            ("https://evil/help", "localhost", 421),
        ] {
            let client = try RawClient(fixture.address)
            client.send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
            #expect(client.rest().hasPrefix("HTTP/1.1 \(status) "), "\(target)")
        }
        await fixture.close()
    }

    @Test func `a body that its length tells is passed over, and the next request is the next`() async throws {
        let fixture = try await ServerFixture()
        let client = try RawClient(fixture.address)
        let body = "GET /metrics HTTP/1.1\r\n\r\n"
        client.send("GET /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 404 "))
        #expect(answer.hasSuffix("ok\n"))
        #expect(answer.components(separatedBy: "HTTP/1.1 ").count == 3)
        await fixture.close()
    }
}
