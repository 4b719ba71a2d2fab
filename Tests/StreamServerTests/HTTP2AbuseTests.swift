import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// What attackers send over HTTP/2, and what becomes of them and of a good client beside them.
@Suite(.ownThread) struct HTTP2AbuseTests {
    typealias Frame = HTTP2Connection.Frame

    /// An attack: what is sent after the settings, until the server has had enough.
    struct Attack: CustomTestStringConvertible, Sendable {
        let name: String
        let frames: @Sendable () -> [Frame]

        var testDescription: String { name }

        init(_ name: String, _ frames: @escaping @Sendable () -> [Frame]) {
            (self.name, self.frames) = (name, frames)
        }
    }

    static func head(_ stream: UInt32, flags: UInt8 = 5, _ fields: [(String, String)] = []) -> Frame {
        let pseudo = [(":method", "GET"), (":scheme", "http"), (":authority", "localhost"), (":path", "/logs?f&n=0")]
        return Frame(1, flags, stream, HTTP2Connection.block(pseudo + fields))
    }

    static func stream(_ index: Int) -> UInt32 { UInt32(2 * index + 1) }

    static let attacks = [
        Attack("rapid reset") {
            (0..<3000).flatMap { [head(stream($0)), Frame(3, 0, stream($0), [0, 0, 0, 8])] }
        },
        // CVE-2025-8671: the client breaks each of its streams, so that it is the server that resets them.
        Attack("made to reset") {
            (0..<1000).flatMap { [head(stream($0)), Frame(8, 0, stream($0), [0, 0, 0, 0])] }
        },
        Attack("CONTINUATION flood") {
            [head(1, flags: 1)] + (0..<2000).map { _ in Frame(9, 0, 1, HTTP2Connection.block([("x", "y")])) }
        },
        Attack("empty CONTINUATION flood") { [head(1, flags: 1)] + (0..<2000).map { _ in Frame(9, 0, 1) } },
        Attack("PING flood") { (0..<5000).map { _ in Frame(6, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]) } },
        Attack("SETTINGS flood") { (0..<5000).map { Frame(4, 0, 0, [0, 4, 0, 0, 0, UInt8($0 % 256)]) } },
        Attack("PRIORITY flood") { (0..<5000).map { _ in Frame(2, 0, 1, [0, 0, 0, 0, 9]) } },
        Attack("empty DATA flood") { [head(1, flags: 4)] + (0..<2000).map { _ in Frame(0, 0, 1) } },
        // One entry of the table, 4,000 bytes long, and one byte for each of its copies (RFC 7541 §7.3).
        Attack("HPACK bomb") {
            let value = String(repeating: "b", count: 3900)
            let entry: [UInt8] = [0x40] + HTTP2Connection.text("x") + HTTP2Connection.text(value)
            let copies = [UInt8](repeating: 0x80 | 62, count: 12_000)
            return [Frame(1, 5, 1, Self.head(1).payload + entry + copies)]
        },
        Attack("a table of 1 GiB") { [Frame(1, 5, 1, [0x3f, 0xe1, 0xff, 0xff, 0xff, 0x03])] },
        Attack("a head of a MiB") {
            let field = HTTP2Connection.block([("x", String(repeating: "x", count: 16_000))])
            return [head(1, flags: 1)] + (0..<64).map { Frame(9, $0 == 63 ? 4 : 0, 1, field) }
        },
        Attack("a frame beyond the size") { [Frame(0, 0, 1, [UInt8](repeating: 0, count: 16_385))] },
        Attack("a window beyond the end") {
            [Frame(8, 0, 0, [0x7f, 0xff, 0xff, 0xff]), Frame(8, 0, 0, [0x7f, 0xff, 0xff, 0xff])]
        },
        Attack("more streams than there may be") { (0..<300).map { head(stream($0)) } },
        Attack("a stream of the server's") { [head(2)] },
        Attack("a push from the client") { [head(1), Frame(5, 4, 1, [0, 0, 0, 2] + head(1).payload)] },
        Attack("DATA on no stream") { [Frame(0, 0, 0, [1])] },
        Attack("a broken block") { [Frame(1, 5, 1, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])] },
        Attack("SETTINGS of a stream") { [head(1), Frame(4, 0, 1)] },
    ]

    @Test(arguments: attacks)
    func `an attacker is closed, and a good client beside it misses nothing`(attack: Attack) async throws {
        let fixture = try await ServerFixture(maximumStreams: 1000)
        let good = try HTTP2Connection(fixture.address)
        good.get("/logs?f&n=0&o=cat", on: 1)
        while let frame = good.next(), frame.type != 1 {}
        let attacker = try HTTP2Connection(fixture.address)
        _ = attack.frames().first { !attacker.send($0) }
        // Nil is the end of the connection, or the minute that the client waits at most.
        let started = ContinuousClock.now
        while attacker.next() != nil {}
        #expect(ContinuousClock.now - started < .seconds(50), "it was not closed")
        fixture.append([TestEvent("still here")])
        var text = ""
        while text != "still here\n", let frame = good.next() {
            if frame.type == 0 { text += String(decoding: frame.payload, as: UTF8.self) }
        }
        #expect(text == "still here\n")
        // What the attacker had open has ended, and ends with it.
        good.send(Frame(3, 0, 1, [0, 0, 0, 8]))
        fixture.waitForNoFollower()
        await fixture.close()
    }

    @Test func `floods are counted`() async throws {
        let fixture = try await ServerFixture()
        let attacker = try HTTP2Connection(fixture.address)
        for _ in 0..<1000 { attacker.send(Frame(6, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8])) }
        var code: UInt8?
        while let frame = attacker.next() { if frame.type == 7 { code = frame.payload[7] } }
        #expect(code == nil || code == 11, "ENHANCE_YOUR_CALM, unless the end came first")
        #expect(try fixture.text("/metrics").contains("logcast_refused_total{limit=\"http2-frames\"} 1\n"))
        await fixture.close()
    }

    @Test func `requests that never end are bounded together by the bytes of their heads`() async throws {
        let fixture = try await ServerFixture()
        let client = try HTTP2Connection(fixture.address)
        let large = ("x", String(repeating: "x", count: 15_000))
        for index in 0..<10 { client.send(Self.head(Self.stream(index), flags: 4, [large])) }
        var refused: Set<UInt32> = []
        while refused.count < 2, let frame = client.next() {
            if frame.type == 0, String(decoding: frame.payload, as: UTF8.self).contains("begun and not ended") {
                refused.insert(frame.stream)
            }
        }
        #expect(refused == [Self.stream(8), Self.stream(9)], "128 KiB hold eight of 15,000 bytes")
        await fixture.close()
    }

    @Test func `many finite answers into shut windows hold no more than their chunks`() async throws {
        let fixture = try await ServerFixture()
        fixture.append((0..<20_000).map { TestEvent("\($0) " + String(repeating: "z", count: 400)) })
        let client = try HTTP2Connection(fixture.address, settings: HTTP2Tests.window(0))
        for index in 0..<200 { client.get("/logs?n=all&o=cat", on: Self.stream(index)) }
        var heads = 0
        while heads < 200, let frame = client.next() { heads += frame.type == 1 ? 1 : 0 }
        // A later answer, of as much work, is through: by then the others have had their turns many times.
        let reader = try fixture.get("/logs?n=all&o=cat")
        let whole = reader.readAll().count
        // What was made of each is at most two chunks; sent bytes are counted as they are written.
        let made = Double(try #require(try fixture.text("/metrics").firstMatch(of: /logcast_sent_bytes_total (\d+)/)).1)
        #expect(try #require(made) - Double(whole) < 200 * 2.1 * 65_536)
        await fixture.close()
    }
}
