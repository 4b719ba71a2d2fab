import EventStore
import Foundation
import LogModel
import NIOCore
import TestSupport
import Testing

@testable import StreamServer

/// HTTP/2 in cleartext, on the port that serves HTTP/1.1.
@Suite(.ownThread) struct HTTP2Tests {
    typealias Frame = HTTP2Connection.Frame

    /// Settings of a client whose streams begin with this window.
    static func window(_ bytes: UInt32) -> [(UInt16, UInt32)] { [(4, bytes)] }

    @Test func `a preface is HTTP 2 also byte by byte, and what differs from it anywhere is HTTP 1`() async throws {
        let fixture = try await ServerFixture()
        let client = try RawClient(fixture.address)
        for byte in HTTP2Connection.preface { client.send(String(UnicodeScalar(byte))) }
        // A SETTINGS frame: type 4 at index 3.
        #expect(try #require(client.receive())[3] == 4)
        let preface = String(decoding: HTTP2Connection.preface, as: UTF8.self)
        for count in 0..<preface.utf8.count {
            let other = try RawClient(fixture.socket)
            let start = String(decoding: preface.utf8.prefix(count), as: UTF8.self)
            let answer = other.exchange("\(start)~ \r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(count): \(answer.prefix(80))")
        }
        await fixture.close()
    }

    @Test func `no beginning of a preface is decided before it differs or is whole`() {
        let preface = HTTP2Connection.preface
        for count in 0..<preface.count {
            #expect(Preface.match(ByteBuffer(bytes: preface[..<count])) == .undecided)
            #expect(Preface.match(ByteBuffer(bytes: preface[..<count] + [0x7e])) == .http1)
        }
        #expect(Preface.match(ByteBuffer(bytes: preface)) == .http2)
        #expect(Preface.match(ByteBuffer(bytes: preface + [0])) == .http2)
    }

    @Test func `both versions answer alike, on TCP and on the Unix socket`() async throws {
        let fixture = try await ServerFixture()
        fixture.append((0..<300).map { TestEvent("\($0) " + String(repeating: "x", count: 700)) })
        for address in [fixture.address, fixture.socket] {
            let client = try HTTP2Connection(address)
            var stream: UInt32 = 1
            for path in ["/logs?n=all", "/logs?n=all&o=export", "/help", "/nowhere", "/units", "/logs?sinc", "/"] {
                client.get(path, on: stream)
                let body = client.body(of: stream)
                #expect(body == String(decoding: try HTTPConnection(address, path: path).readAll(), as: UTF8.self))
                stream += 2
            }
        }
        await fixture.close()
    }

    @Test func `HEAD has a head alone, and no answer has a header of connections`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a")])
        let client = try HTTP2Connection(fixture.address)
        for (index, path) in ["/logs", "/help", "/logs?f"].enumerated() {
            let stream = UInt32(2 * index + 1)
            client.get(path, on: stream, method: "HEAD")
            #expect(client.body(of: stream)?.isEmpty == true, "\(path)")
        }
        client.get("/logs?f&for=50ms&o=cat", on: 7)
        #expect(client.body(of: 7) == "a\n")
        await fixture.close()
    }

    @Test func `a stream resumes exactly after the last event seen`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<4).map { TestEvent("\($0)") }).rawValue
        let client = try HTTP2Connection(fixture.socket)
        client.get("/logs?f&o=sse&for=50ms", on: 1, [("last-event-id", "\(first + 1)")])
        var parser = SSEParser()
        let events = parser.feed(Array(try #require(client.body(of: 1)).utf8))
        #expect(events.filter { $0.type == "message" }.map(\.id) == ["\(first + 2)", "\(first + 3)"])
        await fixture.close()
    }

    @Test func `a stream whose window stays shut stalls none of its ninety-nine siblings`() async throws {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address, settings: Self.window(16_384))
        let streams = (0..<100).map { UInt32(2 * $0 + 1) }
        client.stalled = [streams[50]]
        for stream in streams { client.get("/logs?f&n=0&o=cat", on: stream) }
        // A follow sends its head at once.
        var opened = 0
        while opened < 100, let frame = client.next() { opened += frame.type == 1 ? 1 : 0 }
        let messages = (0..<500).map { "\($0) " + String(repeating: "y", count: 300) }
        for part in 0..<5 { fixture.append(messages[(part * 100)..<(part * 100 + 100)].map { TestEvent($0) }) }
        let whole = messages.map { "\($0)\n" }.joined().utf8.count
        var bodies: [UInt32: [UInt8]] = [:]
        var complete = 0
        while complete < 99, let frame = client.next() {
            guard frame.type == 0 else { continue }
            bodies[frame.stream, default: []] += frame.payload
            if frame.stream != streams[50], bodies[frame.stream]?.count == whole { complete += 1 }
        }
        let expected = messages.map { "\($0)\n" }.joined()
        for stream in streams where stream != streams[50] {
            #expect(String(decoding: bodies[stream] ?? [], as: UTF8.self) == expected)
        }
        #expect(bodies[streams[50]]?.count == 16_384)
        // And it goes on from where it was, once its reader does.
        client.stalled = []
        client.open(streams[50], by: 100_000)
        client.open(streams[50], by: 100_000)
        while bodies[streams[50]]?.count != whole, let frame = client.next() {
            if frame.type == 0 { bodies[frame.stream, default: []] += frame.payload }
        }
        #expect(String(decoding: bodies[streams[50]] ?? [], as: UTF8.self) == expected)
        await fixture.close()
    }

    @Test func `a reset ends its stream and no other`() async throws {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address)
        for stream: UInt32 in [1, 3] { client.get("/logs?f&n=0&o=cat", on: stream) }
        var opened = 0
        while opened < 2, let frame = client.next() { opened += frame.type == 1 ? 1 : 0 }
        #expect(fixture.log.status.followers == 2)
        client.send(Frame(3, 0, 1, [0, 0, 0, 8]))
        client.get("/help", on: 5)
        #expect(client.body(of: 5)?.isEmpty == false)
        #expect(fixture.log.status.followers == 1)
        fixture.append([TestEvent("after")])
        var text = ""
        while text != "after\n", let frame = client.next() {
            if frame.type == 0 { text += String(decoding: frame.payload, as: UTF8.self) }
            #expect(frame.stream != 1)
        }
        await fixture.close()
    }

    @Test func `at the end streams say bye, answers end, and the connection says so before it closes`() async throws {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address)
        client.get("/logs?f&n=0&o=sse", on: 1)
        while let frame = client.next(), frame.type != 1 {}
        await fixture.close()
        var (text, goodbyes, ended) = ("", 0, false)
        while let frame = client.next() {
            if frame.type == 0 { text += String(decoding: frame.payload, as: UTF8.self) }
            if frame.stream == 1, frame.flags & 1 == 1 { ended = true }
            // No error.
            if frame.type == 7, frame.payload.suffix(4) == [0, 0, 0, 0] { goodbyes += 1 }
            #expect(frame.type != 3)
        }
        #expect(text.contains("event: bye\n"))
        #expect(ended && goodbyes >= 1)
    }

    @Test(arguments: [
        (":authority and host differ", [(":path", "/logs"), (":authority", "localhost"), ("host", "evil")]),
        ("exactly one authority", [(":path", "/logs")]),
        (":path does not begin", [(":path", "http://localhost/logs"), (":authority", "localhost")]),
        ("the Host \"evil\" is not", [(":path", "/logs"), (":authority", "evil")]),
        ("longer than", [(":path", "/" + String(repeating: "p", count: 16_385)), (":authority", "localhost")]),
        ("longer than", [(":path", "/"), (":authority", "localhost"), ("x", String(repeating: "x", count: 25_000))]),
    ])
    func `a head that HTTP 1 would not take is not taken here`(reason: String, fields: [(String, String)]) async throws
    {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address)
        // The bounds on heads hold from the acknowledgement of the settings on.
        client.get("/help", on: 1)
        _ = client.body(of: 1)
        let pseudo = [(":method", "GET"), (":scheme", "http")] + fields
        Self.send(HTTP2Connection.block(pseudo), on: 3, client)
        #expect(client.body(of: 3)?.contains(reason) == true)
        client.get("/help", on: 5)
        #expect(client.body(of: 5)?.isEmpty == false, "the connection goes on")
        await fixture.close()
    }

    /// A head in as many frames as it takes.
    static func send(_ block: [UInt8], on stream: UInt32, _ client: HTTP2Connection) {
        let pieces = stride(from: 0, to: block.count, by: 16_384).map { start in
            Array(block[start..<min(start + 16_384, block.count)])
        }
        for (index, piece) in pieces.enumerated() {
            let isLast: UInt8 = index == pieces.count - 1 ? 4 : 0
            client.send(index == 0 ? Frame(1, 1 | isLast, stream, piece) : Frame(9, isLast, stream, piece))
        }
    }

    @Test func `a body that is too large is refused, and the client told to stop`() async throws {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address)
        client.get("/logs", on: 1, method: "POST", flags: 4)
        for _ in 0..<5 { client.send(Frame(0, 0, 1, [UInt8](repeating: 0, count: 16_000))) }
        var (text, code): (String, UInt8?) = ("", nil)
        while code == nil, let frame = client.next() {
            if frame.type == 0 { text += String(decoding: frame.payload, as: UTF8.self) }
            if frame.type == 3 { code = frame.payload.last }
        }
        #expect(text.contains("too large a body"))
        #expect(code == 0, "NO_ERROR, RFC 9113 §8.1")
        await fixture.close()
    }
}
