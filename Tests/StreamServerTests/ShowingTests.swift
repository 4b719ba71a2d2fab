import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// How a client wants events shown: the bytes that `json-pretty`, `cut` and `show-cursor` make.
@Suite(.ownThread) struct ShowingTests {
    @Test func `json-pretty is json over lines, whatever stands in the strings`() async throws {
        let fixture = try await ServerFixture()
        let message = #"a "quoted\\" {brace}: [1,2], and \#u{1}"#
        var event = TestEvent(message)
        event.own = [Array("TAG=a,b".utf8), Array("TAG=c:d".utf8)]
        let id = fixture.append([event, TestEvent("plain", priority: nil)]).rawValue
        #expect(
            try fixture.text("/logs?o=json-pretty&max=1") == #"""
                {
                  "id": \#(id),
                  "time": "2026-11-23T02:20:23.004710Z",
                  "host": "web1",
                  "unit": "app.service",
                  "priority": 6,
                  "identifier": "app",
                  "pid": 812,
                  "message": "a \"quoted\\\\\" {brace}: [1,2], and \u0001",
                  "fields": {
                    "TAG": [
                      "a,b",
                      "c:d"
                    ]
                  }
                }

                """#
        )
        await fixture.close()
    }

    /// A message, how many bytes are asked for, and what is left of it.
    static let cuts: [(message: String, cut: Int, left: String)] = [
        ("abcdefgh", 5, "abcde"), ("abcdefgh", 7, "abcdefg"), ("é", 1, ""), ("aéz", 2, "a"), ("aéz", 3, "aé"),
        ("日本語", 8, "日本"), ("😀😀", 7, "😀"), ("😀😀", 4, "😀"),
    ]

    @Test(arguments: cuts)
    func `cut leaves so many bytes of a message, no half character, and marks it`(
        message: String,
        cut: Int,
        left: String
    ) async throws {
        let fixture = try await ServerFixture()
        let id = fixture.append([TestEvent(message)]).rawValue
        let text = try fixture.text("/logs?o=json&fields=none&cut=\(cut)")
        #expect(text.hasSuffix("\"message\":\"\(left)\",\"cut\":\(message.utf8.count)}\n"), "\(text)")
        #expect(try fixture.text("/e/\(id)?o=json&fields=none&cut=\(cut)") == text)
        let event = StreamReader(try fixture.get("/logs?o=sse&fields=none&cut=\(cut)")).next()
        #expect(event.map { "\($0.text)\n" } == text)
        #expect(try fixture.text("/logs?o=cat&cut=\(cut)") == "\(left)…\n")
        #expect(try fixture.text("/logs?o=short&cut=\(cut)").hasSuffix(" web1 app[812]: \(left)…\n"))
        #expect(try fixture.text("/logs?o=export&cut=\(cut)").contains("MESSAGE=\(message)\n"), "export keeps bytes")
        await fixture.close()
    }

    @Test func `a message that is no longer than cut is whole, and nothing marks it`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("日本語"), TestEvent(""), TestEvent("a")])
        #expect(try fixture.text("/logs?o=cat&cut=9") == "日本語\n\na\n")
        #expect(try !fixture.text("/logs?o=json&cut=9").contains("\"cut\""))
        #expect(try fixture.get("/logs?cut=0").status == 400)
        await fixture.close()
    }

    /// An output, and its last line for a position.
    static let cursors: [(output: String, line: String)] = [
        ("short", "-- cursor: ID\n"), ("short-iso", "-- cursor: ID\n"), ("cat", "-- cursor: ID\n"),
        ("json", "{\"event\":\"cursor\",\"id\":ID,\"last\":ID}\n"),
        ("json-pretty", "{\n  \"event\": \"cursor\",\n  \"id\": ID,\n  \"last\": ID\n}\n"),
        ("sse", "id: ID\nevent: cursor\ndata: {\"last\":ID}\n\n"),
    ]

    @Test(arguments: cursors)
    func `show-cursor ends an answer with its position, by which the next goes on`(output: String, line: String)
        async throws
    {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<6).map { TestEvent("\($0)", unit: $0 < 4 ? "old" : "new") }).rawValue
        for (query, last) in [
            ("", 5), ("n=2", 5), ("max=3", 2), ("u=old", 5), ("u=old&max=2", 1), ("n=0", 5), ("r", 5), ("r&n=2", 5),
            ("r&n=all", 5), ("r&max=3", 5), ("n=2&before=\(first + 3)", 2), ("r&n=1&before=\(first + 3)", 2),
        ] {
            let answer = try fixture.get("/logs?o=\(output)&show-cursor&\(query)")
            let text = String(decoding: answer.readAll(), as: UTF8.self)
            let expected = line.replacingOccurrences(of: "ID", with: "\(first + UInt64(last))")
            // After max an EventSource is told besides that it need not come again.
            #expect(output == "sse" ? text.contains(expected) : text.hasSuffix(expected), "\(query): \(text)")
            #expect(answer.headers["logcast-position"] == "\(first + UInt64(last))", "\(query)")
            let rest = (last + 1..<6).map { "\($0)\n" }.joined()
            #expect(try fixture.text("/logs?o=cat&after=\(first + UInt64(last))") == rest)
        }
        #expect(try !fixture.text("/logs?o=\(output)").contains("cursor"))
        #expect(try !fixture.text("/logs?o=\(output)&show-cursor=0").contains("cursor"))
        await fixture.close()
    }

    @Test func `a follow that ends by itself has the line of show-cursor before its end`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<3).map { TestEvent("\($0)") }).rawValue
        let text = try fixture.text("/logs?f&o=short&after=0&max=2&show-cursor")
        #expect(text.hasSuffix("-- cursor: \(first + 1)\n-- end: max, last \(first + 1)\n"), "\(text)")
        #expect(
            try fixture.text("/logs?o=export&show-cursor").contains("cursor:") == false,
            "an export is entries alone"
        )
        await fixture.close()
    }

    @Test func `max with the newest first is the length of every page`() async throws {
        let fixture = try await ServerFixture()
        fixture.append((0..<7).map { TestEvent("\($0)") })
        var (next, pages): (String?, [String]) = ("/logs?o=cat&r&max=3", [])
        while let path = next, pages.count < 9 {
            let answer = try fixture.get(path)
            pages.append(String(decoding: answer.readAll(), as: UTF8.self).filter { $0 != "\n" })
            next = answer.headers["link"].map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        #expect(pages == ["654", "321", "0"])
        await fixture.close()
    }
}
