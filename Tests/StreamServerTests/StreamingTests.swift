import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@Suite(.ownThread) struct StreamingTests {
    /// The log as a finite query gives it: what every stream is held against.
    static func all(_ fixture: ServerFixture, _ path: String = "/logs") throws -> [(id: UInt64, data: [UInt8])] {
        let body = try fixture.get("\(path)?n=all&o=json").readAll()
        return body.split(separator: 0x0a).map { line in
            (UInt64(String(decoding: line.dropFirst(6).prefix { $0 != 44 }, as: UTF8.self)) ?? 0, Array(line))
        }
    }

    @Test func `a replay from disk goes on live without loss or repeat, for any filter`() async throws {
        let fixture = try await ServerFixture(memory: 64 << 10)
        for batch in 0..<40 {
            fixture.append(
                (0..<200).map { number in
                    TestEvent(
                        "\(batch) \(number) \(String(repeating: "x", count: number))",
                        unit: "u\(number % 7).service"
                    )
                }
            )
        }
        let paths = ["/logs", "/logs/u3", "/logs/u*", "/logs/none", "/logs/u6"]
        let readers = try paths.map { path in
            StreamReader(try fixture.get("\(path)?f&n=all&fields=own", ["Accept": "text/event-stream"]))
        }
        let writer = Thread {
            for batch in 0..<20 {
                fixture.append((0..<10).map { TestEvent("live \(batch) \($0)", unit: "u\($0 % 7).service") })
            }
            fixture.append([
                TestEvent("last", unit: "u3"), TestEvent("last", unit: "u6"), TestEvent("last", unit: "none"),
            ])
        }
        writer.start()
        for (path, reader) in zip(paths, readers) {
            var witness = StreamWitness()
            let last = path == "/logs" ? "none" : String(path.dropFirst(6)).replacingOccurrences(of: "*", with: "6")
            while let event = reader.next() {
                witness.take(event)
                if event.text.contains("\"unit\":\"\(last)\""), event.text.contains("\"last\"") { break }
            }
            try witness.verify(
                against: try Self.all(fixture, path).filter { $0.id <= UInt64(witness.lastEventID) ?? 0 }
            )
            #expect(witness.gaps.isEmpty)
        }
        await fixture.close()
    }

    @Test func `a stream cut at any place resumes exactly`() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let fixture = try await ServerFixture(memory: 64 << 10)
        for batch in 0..<20 {
            fixture.append((0..<100).map { TestEvent("\(batch) \($0)", unit: "u\($0 % 3).service") })
        }
        let log = try Self.all(fixture, "/logs/u1")
        var witness = StreamWitness()
        while witness.events.count < log.count {
            let stop = witness.events.count + Int.random(in: 0...60, using: &random)
            let headers = ["Accept": "text/event-stream", "Last-Event-ID": witness.lastEventID]
            let connection = try fixture.get("/logs/u1?f&n=all", headers)
            _ = witness.read(connection) { witness, event in witness.events.count >= stop || event.type == "caught-up" }
        }
        try witness.verify(against: log)
        await fixture.close()
    }

    @Test func `a client that does not read holds no more than a bound, and then goes on from the log`() async throws {
        let fixture = try await ServerFixture(memory: 64 << 10)
        let message = String(repeating: "m", count: 4000)
        let slow = try RawClient(fixture.address)
        slow.send("GET /logs?f&n=all&o=cat HTTP/1.0\r\n\r\n")
        for _ in 0..<30 { fixture.append((0..<100).map { _ in TestEvent(message) }) }
        fixture.append([TestEvent("the end")])
        var received = 0
        var tail: [UInt8] = []
        while !tail.elementsEqual("the end\n".utf8), let part = slow.receive() {
            received += part.count
            tail = Array((tail + part).suffix(8))
        }
        #expect(received >= 3000 * 4001 + 8)
        await fixture.close()
    }

    @Test func `beyond the bound on streams an EventSource is told busy, others 503`() async throws {
        let fixture = try await ServerFixture(maximumStreams: 1)
        let first = try fixture.get("/logs?f")
        #expect(first.status == 200)
        let busy = try fixture.get("/logs", ["Accept": "text/event-stream"])
        #expect(busy.status == 200)
        #expect(busy.headers["content-type"] == "text/event-stream")
        let text = String(decoding: busy.readAll(), as: UTF8.self)
        #expect(text.hasPrefix("event: busy\nretry: "))
        #expect(text.hasSuffix("\ndata: {\"reason\":\"streams\"}\n\n"))
        let refused = try fixture.get("/logs?f")
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] != nil)
        #expect(try fixture.get("/logs").status == 200)
        await fixture.close()
    }

    @Test func `the place of a stream that ended is free again`() async throws {
        let fixture = try await ServerFixture(maximumStreams: 1)
        for _ in 0..<20 {
            let stream = try RawClient(fixture.address)
            stream.send("GET /logs?f&o=sse HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(String(decoding: stream.receive() ?? [], as: UTF8.self).hasPrefix("HTTP/1.1 200"))
            stream.shutdownWrites()
            _ = stream.rest()
            fixture.waitForNoFollower()
        }
        await fixture.close()
    }

    @Test func `one event larger than a chunk goes through whole`() async throws {
        let fixture = try await ServerFixture()
        let message = String(repeating: "y", count: 3 << 20)
        fixture.append([TestEvent("a"), TestEvent(message), TestEvent("b")])
        #expect(try fixture.text("/logs?o=cat") == "a\n\(message)\nb\n")
        let stream = StreamReader(try fixture.get("/logs?f&o=sse&n=all"))
        #expect(stream.next(3).map(\.data.count).max() ?? 0 > 3 << 20)
        await fixture.close()
    }
}
