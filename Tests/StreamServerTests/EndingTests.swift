import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// What ends a stream by itself, and what is shown newest first or around one event.
@Suite(.ownThread) struct EndingTests {
    @Test func `for ends a follow politely after that time`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let stream = StreamReader(try fixture.get("/logs?f&o=sse&for=50ms"))
        #expect(stream.next(2).map(\.type) == ["message", "caught-up"])
        #expect(
            stream.next() == SSEEvent(id: "end", type: "end", data: Array(#"{"reason":"for","last":\#(first)}"#.utf8))
        )
        #expect(stream.next() == nil)
        #expect(stream.connection.isComplete)
        #expect(try fixture.text("/logs?f&o=cat&for=50ms") == "a\n")
        fixture.waitForNoFollower()
        await fixture.close()
    }

    @Test func `stop-on ends a follow after the first line that matches, whatever comes with it`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("it is ready")])
        let stream = StreamReader(try fixture.get("/logs?f&o=sse&stop-on=ready&for=60s"))
        #expect(stream.next()?.type == "caught-up", "lines defaults to 0")
        let first = fixture.append(["one", "READY now", "ready"].map { TestEvent($0) }).rawValue
        #expect(stream.next(2).map(\.id) == ["\(first)", "\(first + 1)"])
        #expect(
            stream.next()
                == SSEEvent(id: "end", type: "end", data: Array(#"{"reason":"stop-on","last":\#(first + 1)}"#.utf8))
        )
        #expect(stream.next() == nil)
        #expect(stream.connection.isComplete)
        await fixture.close()
    }

    @Test func `what lines, since or after asked for counts as the line waited for`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append(["old Ready", "x", "it is Ready", "y"].map { TestEvent($0) })
        for (query, expected) in [
            ("n=2", "it is Ready\n"), ("n=all", "old Ready\n"), ("since=-1h", "old Ready\n"),
            ("after=\(first.rawValue)", "x\nit is Ready\n"), ("max=9", "old Ready\n"), ("max=1", "old Ready\n"),
        ] {
            let answer = try fixture.get("/logs?f&o=cat&stop-on=Ready&for=60s&\(query)")
            #expect(String(decoding: answer.readAll(), as: UTF8.self) == expected, "\(query)")
            #expect(answer.isComplete)
        }
        await fixture.close()
    }

    @Test(arguments: [
        ("cat", "-- error: not seen in 0.05s\n"), ("json", "{\"event\":\"error\",\"detail\":\"not seen in 0.05s\"}\n"),
    ])
    func `a line that does not come in time is a failure, and the body is broken off`(format: String, last: String)
        async throws
    {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("ready")])
        let answer = try fixture.get("/logs?f&o=\(format)&stop-on=ready&for=50ms")
        let text = String(decoding: answer.readAll(), as: UTF8.self)
        #expect(answer.status == 200)
        #expect(text.hasSuffix(last), "\(text)")
        #expect(!answer.isComplete)
        fixture.waitForNoFollower()
        await fixture.close()
    }

    @Test func `reverse has the newest first, and all of what lines and after leave`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<5).map { TestEvent("\($0)", unit: $0 % 2 == 0 ? "even" : "odd") }).rawValue
        fixture.append((5..<9).map { TestEvent("\($0)", unit: $0 % 2 == 0 ? "even" : "odd") })
        func cat(_ query: String) throws -> String {
            try fixture.text("/logs?o=cat&r&\(query)").split(separator: "\n").joined()
        }
        #expect(try cat("") == "876543210")
        #expect(try cat("n=3") == "876")
        #expect(try cat("n=0").isEmpty)
        #expect(try cat("n=all&u=odd") == "7531")
        #expect(try cat("n=2&u=even") == "86")
        #expect(try cat("max=4") == "8765")
        #expect(try cat("after=\(first + 4)") == "8765")
        #expect(try cat("after=\(first + 2)&before=\(first + 6)") == "543")
        #expect(try cat("n=2&before=\(first + 5)") == "43")
        #expect(try cat("after=\(first + 8)").isEmpty)
        #expect(try fixture.get("/logs?r&u=none").status == 404)
        #expect(try fixture.get("/logs?r&f").status == 400)
        #expect(try fixture.get("/logs?r", ["Accept": "text/event-stream"]).status == 400)
        let answer = try fixture.get("/logs?r&n=2&o=json")
        #expect(answer.headers["logcast-position"] == "\(first + 8)")
        #expect(answer.headers["link"] == "</logs?r&n=2&o=json&before=\(first + 7)>; rel=\"prev\"")
        await fixture.close()
    }

    @Test func `pages with the newest first link to each other, and hold each event once`() async throws {
        let fixture = try await ServerFixture()
        for part in 0..<7 {
            fixture.append((0..<5).map { TestEvent("\(part)\($0)", unit: $0 % 2 == 0 ? "even" : "odd") })
        }
        for (page, filter) in [
            ("n=4", ""), ("max=3", "u=even"), ("n=1", "u=odd&g=1"), ("n=35", ""), ("n=all", "u=odd"), ("n=36", ""),
        ] {
            let all = try fixture.text("/logs?o=json&n=all&\(filter)").split(separator: "\n")
            var (lines, next): ([Substring], String?) = ([], "/logs?o=json&r&\(page)&\(filter)")
            while let path = next, lines.count <= all.count {
                let answer = try fixture.get(path)
                lines += String(decoding: answer.readAll(), as: UTF8.self).split(separator: "\n")
                next = answer.headers["link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
            }
            #expect(lines == all.reversed(), "\(page) \(filter)")
        }
        let first = fixture.append([TestEvent("x")])
        let after = try fixture.get("/logs?o=json&r&n=3&after=\(first.rawValue - 2)")
        #expect(after.headers["link"] == "</logs?o=json&r&n=3&before=\(first.rawValue - 1)>; rel=\"prev\"")
        await fixture.close()
    }

    @Test func `the line of stop-on is looked for once more when for has run out`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a")])
        // What is read within the time that the inputs get counts; a busy machine may take longer than that.
        let isSeen = try (0..<20).contains { _ in
            let answer = try fixture.get("/logs?f&o=cat&stop-on=ready&for=50ms")
            guard fixture.waitForFreshenDemand() else { return false }
            fixture.append([TestEvent("ready")])
            fixture.reachEnd()
            return answer.readAll() == Array("ready\n".utf8) && answer.isComplete
        }
        #expect(isSeen)
        fixture.waitForNoFollower()
        await fixture.close()
    }

    @Test func `a follow of the newest boot of a log without boots waits for the host's present one`() async throws {
        let boots = ["a", "b"].map { String(repeating: $0, count: 32) }
        let fixture = try await ServerFixture(boot: boots[1])
        let queries = ["b=0", "b=%2B1", "q=boot:0", "b"]
        let streams = try queries.map { StreamReader(try fixture.get("/logs?f&o=sse&n=all&\($0)")) }
        for stream in streams { #expect(stream.next()?.type == "caught-up") }
        for (index, boot) in boots.enumerated() {
            var event = TestEvent("\(index)")
            event.origin = Origin(input: "journal", fields: [Field("_BOOT_ID", boot)], units: ["app.service"])
            fixture.append([event])
        }
        for (query, stream) in zip(queries, streams) {
            #expect(stream.next()?.text.contains("\"message\":\"1\"") == true, "\(query)")
        }
        #expect(try fixture.text("/logs?b=0&o=cat") == "1\n")
        await fixture.close()
    }

    @Test func `reverse is the forward answer turned round, over many blocks, gaps and chunks`() async throws {
        let fixture = try await ServerFixture(memory: 1 << 20)
        let long = String(repeating: "x", count: 900)
        var gap = TestEvent("")
        gap.gap = Gap(reason: .vacuumed, missed: 3, input: "journal")
        for part in 0..<40 {
            let events = (0..<25).map { TestEvent("\(part).\($0) \(long)", unit: $0 % 5 == 0 ? "rare" : "app") }
            fixture.append(part % 7 == 0 ? events + [gap] + events : events)
        }
        for filter in ["n=all", "n=all&u=rare", "n=all&X=1", "n=all&u=app&p=info"] {
            let forward = try fixture.text("/logs?o=json&\(filter)").split(separator: "\n")
            let backward = try fixture.text("/logs?o=json&r&\(filter)").split(separator: "\n")
            #expect(backward == forward.reversed(), "\(filter)")
        }
        #expect(try fixture.text("/logs?o=json&n=all").split(separator: "\n").count == 40 * 25 + 6 * 26)
        await fixture.close()
    }

    @Test func `an event is shown with what stands around it, whatever its unit`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<9).map { TestEvent("\($0)", unit: "u\($0).service") }).rawValue
        func cat(_ id: UInt64, _ query: String) throws -> String {
            try fixture.text("/e/\(id)?o=cat&\(query)").split(separator: "\n").joined()
        }
        #expect(try cat(first + 4, "") == "4")
        #expect(try cat(first + 4, "context=2") == "23456")
        #expect(try cat(first, "context=2") == "012")
        #expect(try cat(first + 8, "context=3") == "5678")
        #expect(try cat(first + 4, "context=10000") == "012345678")
        #expect(try fixture.text("/e/\(first)?o=json").hasPrefix("{\"id\":\(first),"))
        let stream = try fixture.get("/e/\(first)", ["Accept": "text/event-stream"])
        #expect(stream.headers["content-type"] == "text/event-stream")
        #expect(stream.readAll().count > 0 && stream.isComplete, "one event is no follow")
        await fixture.close()
    }

    @Test func `an event that is not there is a 404 that tells what is`() async throws {
        let fixture = try await ServerFixture()
        #expect(try fixture.text("/e/5").contains("no event 5 is in the log, which is empty"))
        let first = fixture.append([TestEvent("a"), TestEvent("b")]).rawValue
        let answer = try fixture.get("/e/\(first + 2)")
        #expect(answer.status == 404)
        #expect(String(decoding: answer.readAll(), as: UTF8.self).contains("which holds \(first) to \(first + 1)"))
        for path in ["/e/0", "/e/1", "/e/9007199254740991"] { #expect(try fixture.get(path).status == 404, "\(path)") }
        for path in ["/e/x", "/e/-1", "/e/07", "/e/9007199254740992", "/e/%00", "/e/1?context=-1", "/e/1?u=x"] {
            #expect(try fixture.get(path).status == 400, "\(path)")
        }
        #expect(try fixture.get("/e").status == 404)
        await fixture.close()
    }

    @Test func `boots are counted as they first appear, and one that is not there is told`() async throws {
        let fixture = try await ServerFixture()
        let boots = ["a", "b", "c"].map { String(repeating: $0, count: 32) }
        func event(_ message: String, boot: Int) -> TestEvent {
            var event = TestEvent(message)
            event.origin = Origin(input: "journal", fields: [Field("_BOOT_ID", boots[boot])], units: ["app.service"])
            return event
        }
        #expect(try fixture.get("/logs?b=0").status == 404)
        fixture.append([event("1", boot: 0), event("2", boot: 1), event("3", boot: 0)])
        #expect(try fixture.text("/logs?b=0&o=cat") == "2\n")
        fixture.append([event("4", boot: 2)])
        #expect(try fixture.text("/logs?b=0&o=cat") == "4\n")
        #expect(try fixture.text("/logs?b=-1&o=cat") == "2\n")
        #expect(try fixture.text("/logs?b=1&o=cat") == "1\n3\n")
        #expect(try fixture.text("/logs?b=!0&o=cat") == "1\n2\n3\n")
        #expect(try fixture.text("/logs?q=boot:\(boots[1])&o=cat") == "2\n")
        #expect(try fixture.text("/logs?b=-3").contains("there is no boot -3 in the log, which holds 3 boots"))
        let stream = StreamReader(try fixture.get("/logs?f&b=0&o=sse"))
        #expect(stream.next()?.text.contains("\"message\":\"4\"") == true)
        await fixture.close()
    }
}
