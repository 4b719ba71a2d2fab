import EventStore
import LogModel
import TestSupport
import Testing

@Suite(.ownThread) struct FollowTests {
    @Test func `a stream opens with a comment and retry, replays, says caught-up, and goes on live`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("one"), TestEvent("two")]).rawValue
        let connection = try fixture.get("/logs?f", ["Accept": "text/event-stream"])
        #expect(connection.status == 200)
        #expect(connection.headers["content-type"] == "text/event-stream")
        #expect(connection.headers["cache-control"] == "no-store, no-transform")
        #expect(connection.headers["x-accel-buffering"] == "no")
        #expect(connection.headers["content-length"] == nil)
        #expect(connection.headers["transfer-encoding"] == "chunked")
        #expect(connection.headers["content-encoding"] == nil)
        var bytes: [UInt8] = []
        let replay = """
            : logcast log=\(fixture.log.logID) oldest=\(first) head=\(first + 2)
            retry: 2000

            id: \(first)
            data: {"id":\(first),"time":"2026-11-23T02:20:23.004710Z","host":"web1","unit":"app.service",\
            "priority":6,"identifier":"app","pid":812,"message":"one"}

            id: \(first + 1)
            data: {"id":\(first + 1),"time":"2026-11-23T02:20:23.004710Z","host":"web1","unit":"app.service",\
            "priority":6,"identifier":"app","pid":812,"message":"two"}

            id: \(first + 1)
            event: caught-up
            data: {"head":\(first + 2)}


            """
        while bytes.count < replay.utf8.count, let part = connection.read() { bytes += part }
        #expect(String(decoding: bytes, as: UTF8.self) == replay)
        fixture.append([TestEvent("three")])
        let live = """
            id: \(first + 2)
            data: {"id":\(first + 2),"time":"2026-11-23T02:20:23.004710Z","host":"web1","unit":"app.service",\
            "priority":6,"identifier":"app","pid":812,"message":"three"}


            """
        var more: [UInt8] = []
        while more.count < live.utf8.count, let part = connection.read() { more += part }
        #expect(String(decoding: more, as: UTF8.self) == live)
        await fixture.close()
    }

    @Test func `a heartbeat carries the last position examined, so that a quiet filter resumes at the head`()
        async throws
    {
        let fixture = try await ServerFixture(heartbeat: .milliseconds(80))
        let first = fixture.append([TestEvent("a"), TestEvent("b")]).rawValue
        let stream = StreamReader(try fixture.get("/logs/other?f", ["Accept": "text/event-stream"]))
        #expect(
            stream.next()
                == SSEEvent(id: "\(first + 1)", type: "caught-up", data: Array("{\"head\":\(first + 2)}".utf8))
        )
        let beat = try #require(stream.next())
        #expect(beat.type == "heartbeat")
        #expect(beat.id == "\(first + 1)")
        #expect(beat.text == #"{"time":"2026-11-23T02:20:23.004710Z","head":\#(first + 2),"lag":0}"#)
        fixture.append([TestEvent("c")])
        var later = stream.next()
        while later?.id == "\(first + 1)" { later = stream.next() }
        #expect(later?.type == "heartbeat")
        #expect(later?.id == "\(first + 2)")
        await fixture.close()
    }

    @Test func `at the head there is no lag, however far it is beyond the last event`() async throws {
        let fixture = try await ServerFixture(heartbeat: .milliseconds(80))
        let stream = StreamReader(try fixture.get("/logs?f", ["Accept": "text/event-stream"]))
        // One may come before, while the inputs are waited for.
        let events = stream.next(4)
        #expect(events.map(\.type).filter { $0 != "heartbeat" } == ["caught-up"])
        for beat in events where beat.type == "heartbeat" {
            #expect(beat.id == "0")
            #expect(beat.text.hasSuffix(#","lag":0}"#))
        }
        await fixture.close()
    }

    @Test func `resume is strictly after the ID, by header or parameter, and replaces after, since and lines`()
        async throws
    {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<5).map { TestEvent("\($0)") }).rawValue
        for (path, header) in [
            ("/logs?f&o=sse&n=1&since=now", "\(first + 1)"), ("/logs?f&o=sse&n=1&last_event_id=\(first + 1)", ""),
            ("/logs?f&o=sse&after=\(first + 3)&last_event_id=0", "\(first + 1)"),
            ("/logs?f&o=sse&after=\(first + 1)", ""),
        ] {
            let stream = StreamReader(try fixture.get(path, ["Last-Event-ID": header]))
            #expect(stream.next(3).map(\.id) == [2, 3, 4].map { "\(first + UInt64($0))" }, "\(path)")
            #expect(stream.next()?.type == "caught-up")
        }
        await fixture.close()
    }

    @Test func `a stream that was ended is not opened again`() async throws {
        let fixture = try await ServerFixture()
        for headers in [["Last-Event-ID": "end", "Accept": "text/event-stream"], ["Last-Event-ID": "end"]] {
            let answer = try fixture.get("/logs?f", headers)
            #expect(answer.status == 204)
            #expect(answer.headers["content-length"] == nil)
        }
        #expect(try fixture.get("/logs?f&last_event_id=end").status == 204)
        await fixture.close()
    }

    @Test func `an ID that was never given is a gap at the head, once`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let stream = StreamReader(try fixture.get("/logs?f&o=sse", ["Last-Event-ID": "9007199254740991"]))
        #expect(stream.next() == SSEEvent(id: "\(first)", type: "gap", data: Array(#"{"reason":"unknown-id"}"#.utf8)))
        #expect(stream.next()?.type == "caught-up")
        let again = StreamReader(try fixture.get("/logs?f&o=sse", ["Last-Event-ID": "\(first)"]))
        #expect(again.next()?.type == "caught-up")
        await fixture.close()
    }

    @Test func `an upstream gap is an event with an ID of its own that no filter on units hides`() async throws {
        let fixture = try await ServerFixture()
        var gap = TestEvent("")
        gap.origin = Origin(input: "journal")
        gap.gap = Gap(reason: .vacuumed, missed: 312, input: "journal")
        let first = fixture.append([TestEvent("a"), gap, TestEvent("b", unit: "other.service")]).rawValue
        let stream = StreamReader(try fixture.get("/logs/app?f&o=sse&n=all"))
        let events = stream.next(3)
        #expect(events.map(\.id) == ["\(first)", "\(first + 1)", "\(first + 2)"])
        #expect(events[1].type == "gap")
        #expect(events[1].text == #"{"reason":"vacuumed","missed":312,"input":"journal"}"#)
        #expect(
            try fixture.text("/logs?n=all&o=json").contains(
                #"{"event":"gap","id":\#(first + 1),"reason":"vacuumed","missed":312,"input":"journal"}"#
            )
        )
        #expect(try fixture.text("/logs?n=all").contains("-- gap: reason vacuumed, missed 312, input journal\n"))
        #expect(try fixture.text("/logs?n=all&o=cat") == "a\nb\n")
        #expect(try fixture.text("/logs?n=1&o=cat") == "b\n")
        #expect(try fixture.text("/logs?n=2&o=cat") == "a\nb\n")
        await fixture.close()
    }

    @Test func `max ends a stream after the first events, and for ever`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<5).map { TestEvent("\($0)") }).rawValue
        let stream = StreamReader(try fixture.get("/logs?f&max=2", ["Accept": "text/event-stream"]))
        #expect(stream.next(2).map(\.id) == ["\(first)", "\(first + 1)"])
        #expect(
            stream.next()
                == SSEEvent(id: "end", type: "end", data: Array(#"{"reason":"max","last":\#(first + 1)}"#.utf8))
        )
        #expect(stream.next() == nil)
        #expect(stream.connection.isComplete)
        await fixture.close()
    }

    @Test func `until ends a stream by the clock, with what the inputs held then`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let stream = StreamReader(try fixture.get("/logs?f&o=sse&until=-1h"))
        #expect(stream.next()?.type == "caught-up")
        #expect(
            stream.next() == SSEEvent(id: "end", type: "end", data: Array(#"{"reason":"until","last":\#(first)}"#.utf8))
        )
        #expect(stream.next() == nil)
        await fixture.close()
    }

    @Test func `before ends a stream when the log gets there`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let stream = StreamReader(try fixture.get("/logs?f&o=sse&n=all&before=\(first + 2)"))
        #expect(stream.next(2).map(\.type) == ["message", "caught-up"])
        fixture.append([TestEvent("b"), TestEvent("c")])
        #expect(stream.next()?.id == "\(first + 1)")
        #expect(stream.next()?.text == #"{"reason":"before","last":\#(first + 1)}"#)
        await fixture.close()
    }

    @Test func `shutdown ends streams with bye, a jittered retry and a blank line`() async throws {
        let fixture = try await ServerFixture()
        let stream = StreamReader(try fixture.get("/logs?f&o=sse"))
        #expect(stream.next()?.type == "caught-up")
        await fixture.close()
        let text = String(decoding: stream.connection.readAll(), as: UTF8.self)
        #expect(text.hasPrefix("event: bye\nretry: "))
        #expect(text.hasSuffix("\ndata: {\"reason\":\"restart\"}\n\n"))
        #expect(stream.connection.isComplete)
    }

    @Test(arguments: [
        ("json", "{\"event\":\"caught-up\",\"id\":%,\"head\":#}\n"), ("short", "-- caught-up: head #\n"),
    ])
    func `what a stream says beside events has its form in each output`(format: String, form: String) async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let connection = try fixture.get("/logs?f&n=0&o=\(format)")
        let expected = String(form.map { $0 == "%" ? "\(first)" : $0 == "#" ? "\(first + 1)" : "\($0)" }.joined())
        var bytes: [UInt8] = []
        while bytes.count < expected.utf8.count, let part = connection.read() { bytes += part }
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
        await fixture.close()
    }

    @Test func `a follow of a unit without events waits for it`() async throws {
        let fixture = try await ServerFixture()
        let stream = StreamReader(try fixture.get("/logs/later*?f&o=sse"))
        #expect(stream.next()?.type == "caught-up")
        fixture.append([TestEvent("x", unit: "later-1.service")])
        #expect(stream.next()?.type == "message")
        await fixture.close()
    }
}
