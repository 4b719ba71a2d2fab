import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@Suite(.ownThread) struct AnswerTests {
    @Test func `a finite answer tells how far was searched and where to page back`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<5).map { TestEvent("\($0)") }).rawValue
        let answer = try fixture.get("/logs/app?n=2&o=cat&u=app*&before=\(first + 4)")
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.headers["logcast-position"] == "\(first + 3)")
        #expect(answer.headers["link"] == "</logs/app?n=2&o=cat&u=app*&before=\(first + 2)>; rel=\"prev\"")
        #expect(answer.headers["vary"] == "Accept")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(String(decoding: answer.readAll(), as: UTF8.self) == "2\n3\n")
        #expect(answer.isComplete)
        await fixture.close()
    }

    @Test func `the position of a finite answer is the next after`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append((0..<5).map { TestEvent("\($0)") }).rawValue
        let one = try fixture.get("/logs?max=2&o=cat")
        #expect(one.headers["logcast-position"] == "\(first + 1)")
        #expect(String(decoding: one.readAll(), as: UTF8.self) == "0\n1\n")
        let two = try fixture.get("/logs?after=\(first + 1)&o=cat")
        #expect(two.headers["logcast-position"] == "\(first + 4)")
        #expect(String(decoding: two.readAll(), as: UTF8.self) == "2\n3\n4\n")
        let three = try fixture.get("/logs?after=\(first + 4)&o=cat")
        #expect(three.headers["logcast-position"] == "\(first + 4)")
        #expect(three.headers["link"] == nil)
        #expect(three.readAll().isEmpty)
        await fixture.close()
    }

    @Test func `a finite query waits for the inputs to be read to their end`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a")])
        let late = Thread {
            fixture.append([TestEvent("b")])
            fixture.reachEnd()
        }
        late.start()
        #expect(try fixture.text("/logs?o=cat") == "a\nb\n")
        await fixture.close()
    }

    @Test func `an unknown unit is a 404 with the nearest name, a known one without matches is empty`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a", unit: "nginx.service"), TestEvent("b", unit: "cron.service")])
        let unknown = try fixture.get("/logs/ngin")
        #expect(unknown.status == 404)
        #expect(
            String(decoding: unknown.readAll(), as: UTF8.self) == """
                error: no event of unit "ngin" is in the log, did you mean "nginx"?
                help: http://localhost/help

                """
        )
        #expect(try fixture.get("/logs?u=ngin").status == 404)
        #expect(try fixture.get("/logs/ng*").status == 200)
        let empty = try fixture.get("/logs/nginx?p=err")
        #expect(empty.status == 200)
        #expect(empty.readAll().isEmpty)
        #expect(try fixture.get("/logs/nginx?q=unit:cron").status == 200)
        #expect(try fixture.get("/logs/nginx?u=nope").status == 200)
        #expect(try fixture.get("/logs?p=err").status == 200)
        #expect(try fixture.get("/logs?u=!nginx&p=err").status == 200)
        await fixture.close()
    }

    @Test(arguments: [
        ("/nope", "GET", 404), ("/logs/a/b", "GET", 404), ("/log", "GET", 404), ("/logs?sinc=1", "GET", 400),
        ("/logs/%ff", "GET", 400), ("/logs/a%00", "GET", 400), ("/logs", "POST", 405), ("/status", "DELETE", 405),
        ("/logs?" + String(repeating: "u=x&", count: 5000), "GET", 414),
        ("/logs?" + String(repeating: "u=x&", count: 8000), "GET", 431),
        ("/logs?" + String(repeating: "u=x&", count: 300), "GET", 400),
    ])
    func `errors have their status`(path: String, method: String, status: Int) async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get(path, method: method)
        #expect(answer.status == status)
        #expect(answer.headers["allow"] == (status == 405 ? "GET, HEAD" : nil))
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        await fixture.close()
    }

    @Test func `an error is text for people and a problem for programs`() async throws {
        let fixture = try await ServerFixture()
        #expect(
            try fixture.text("/logs?sinc=1") == """
                error: unknown parameter "sinc", did you mean "since"?
                help: http://localhost/help

                """
        )
        let answer = try fixture.get("/logs?sinc=1", ["Accept": "application/json"])
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(
            String(decoding: answer.readAll(), as: UTF8.self) == """
                {"type":"about:blank","title":"Bad Request","status":400,\
                "detail":"unknown parameter \\"sinc\\", did you mean \\"since\\"?","parameter":"sinc"}

                """
        )
        #expect(try fixture.get("/logs?sinc=1", ["Accept": "text/event-stream"]).status == 400)
        let hostile = try fixture.text("/logs?u%1b%5b31m=1")
        #expect(hostile.contains("unknown parameter \"u\\x1b[31m\""))
        #expect(!hostile.utf8.contains(0x1b))
        await fixture.close()
    }

    @Test func `HEAD has the headers of GET and no body`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a")]).rawValue
        let finite = try fixture.get("/logs", method: "HEAD")
        #expect(finite.status == 200)
        #expect(finite.headers["logcast-position"] == "\(first)")
        let follow = try fixture.get("/logs?f&o=sse", method: "HEAD")
        #expect(follow.status == 200)
        #expect(follow.headers["x-accel-buffering"] == "no")
        #expect(try fixture.get("/status", method: "HEAD").headers["content-length"] != "0")
        #expect(try fixture.get("/logs/none", method: "HEAD").status == 404)
        await fixture.close()
    }

    @Test func `on TCP the Host is one of ours, on the socket any`() async throws {
        let fixture = try await ServerFixture()
        let bad = try RawClient(fixture.address)
        #expect(bad.exchange("GET /logs HTTP/1.1\r\nHost: evil.example\r\n\r\n").hasPrefix("HTTP/1.1 421 "))
        #expect(bad.exchange("GET /status HTTP/1.1\r\nHost: web1.example.org:80\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        let local = try RawClient(fixture.socket)
        #expect(local.exchange("GET /status HTTP/1.1\r\nHost: evil.example\r\n\r\n").hasPrefix("HTTP/1.1 200 "))
        let absolute = try RawClient(fixture.address)
        let text = "GET http://evil.example/status HTTP/1.1\r\nHost: localhost\r\n\r\n"
        #expect(absolute.exchange(text).hasPrefix("HTTP/1.1 421 "))
        await fixture.close()
    }

    @Test(arguments: [
        "GET /logs HTTP/1.1\r\n\r\n", "GET /logs HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n",
        "hello\r\n\r\n", "GET /logs HTTP/1.1\r\nHost: localhost\r\nA B: c\r\n\r\n",
        "GET /logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func `what is no request is a 400 and the end of the connection`(text: String) async throws {
        let fixture = try await ServerFixture()
        let client = try RawClient(fixture.address)
        client.send(text)
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 400 "), "\(answer)")
        #expect(answer.contains("Connection: close\r\n"))
        await fixture.close()
    }

    @Test func `limits have their status`() async throws {
        let fixture = try await ServerFixture()
        let big = try RawClient(fixture.address)
        big.send("GET /logs HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 100_000))\r\n\r\n")
        #expect(big.rest().hasPrefix("HTTP/1.1 431 "))
        let many = try RawClient(fixture.address)
        many.send("GET /logs HTTP/1.1\r\nHost: localhost\r\n" + String(repeating: "X: y\r\n", count: 200) + "\r\n")
        #expect(many.rest().hasPrefix("HTTP/1.1 431 "))
        let body = try RawClient(fixture.address)
        body.send("POST /logs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\n")
        body.send(String(repeating: "x", count: 100_000))
        #expect(body.rest().hasPrefix("HTTP/1.1 413 "))
        await fixture.close()
    }

    @Test func `requests sent ahead are answered in order on one connection`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a"), TestEvent("b")])
        let client = try RawClient(fixture.address)
        let one = "GET /logs?n=1&o=cat HTTP/1.1\r\nHost: localhost\r\n\r\n"
        client.send(
            one + "GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n" + one.replacingOccurrences(of: "n=1", with: "n=2")
        )
        client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        let text = client.rest()
        let bodies = text.components(separatedBy: "HTTP/1.1 200 OK\r\n").dropFirst().map {
            $0.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "|")
        }
        #expect(bodies == ["2\r\nb\n\r\n0|", "ok\n", "4\r\na\nb\n\r\n0|", "ok\n"])
        await fixture.close()
    }

    @Test func `HTTP 1.0 gets no chunks and the end of the connection`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a")])
        let client = try RawClient(fixture.address)
        client.send("GET /logs?o=cat HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        let text = client.rest()
        #expect(text.hasPrefix("HTTP/1.0 200 OK\r\n"))
        #expect(text.contains("Connection: close\r\n"))
        #expect(!text.lowercased().contains("chunked"))
        #expect(text.hasSuffix("\r\n\r\na\n"))
        let follow = try RawClient(fixture.address)
        follow.send("GET /logs?f&max=1&o=cat HTTP/1.0\r\n\r\n")
        #expect(follow.rest().hasSuffix("\r\n\r\na\n"))
        await fixture.close()
    }

    @Test func `a client that has said all gets its finite answer, and a follow ends at its FIN`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("a")])
        let finite = try RawClient(fixture.address)
        finite.send("GET /logs?o=cat HTTP/1.1\r\nHost: localhost\r\n\r\n")
        finite.shutdownWrites()
        #expect(finite.rest().hasSuffix("\r\n\r\n2\r\na\n\r\n0\r\n\r\n"))
        let follow = try RawClient(fixture.socket)
        follow.send("GET /logs?f HTTP/1.1\r\nHost: localhost\r\n\r\n")
        follow.shutdownWrites()
        _ = follow.rest()
        fixture.waitForNoFollower()
        await fixture.close()
    }

    @Test func `status, health, readiness and help answer`() async throws {
        let fixture = try await ServerFixture(readiness: "disk-full")
        let first = fixture.append([TestEvent("a")]).rawValue
        let json =
            try JSONSerialization.jsonObject(
                with: Data(try fixture.get("/status", ["Accept": "application/json"]).readAll())
            ) as? [String: Any]
        #expect(json?["log"] as? String == fixture.log.logID)
        #expect(json?["oldest"] as? UInt64 == first)
        #expect(json?["head"] as? UInt64 == first + 1)
        #expect(json?["ready"] as? Bool == false)
        #expect((json?["inputs"] as? [[String: Any]])?.first?["name"] as? String == "journal")
        #expect(try fixture.text("/status").contains("input journal: 7 events, at i=7\n"))
        #expect(try fixture.text("/healthz") == "ok\n")
        let ready = try fixture.get("/readyz")
        #expect(ready.status == 503)
        #expect(String(decoding: ready.readAll(), as: UTF8.self) == "disk-full\n")
        let help = try fixture.text("/")
        #expect(help.contains("curl -N 'http://localhost/logs/cron?f'"))
        #expect(help.contains("lines n=N"))
        #expect(try fixture.text("/help") == help)
        await fixture.close()
    }

    @Test(arguments: [
        ("json&fields=none", 3, ",\"message\":\"na\",\"cut\":6}\n"),
        ("json&fields=none", 4, ",\"message\":\"na\u{ef}\",\"cut\":6}\n"),
        ("json&fields=none", 6, ",\"message\":\"na\u{ef}ve\"}\n"),
        ("json&fields=none", 1, ",\"message\":\"n\",\"cut\":6}\n"),
        ("sse&fields=none", 3, ",\"message\":\"na\",\"cut\":6}\n\n"),
        ("json-pretty&fields=none", 3, "  \"message\": \"na\",\n  \"cut\": 6\n}\n"),
        ("cat", 3, "na…\n"), ("short", 3, ": na…\n"), ("short-iso", 4, ": na\u{ef}…\n"),
        // The journal's own form has no mark for it, and keeps bytes.
        ("export", 3, "MESSAGE=na\u{ef}ve\n"),
    ])
    func `cut shortens a message to whole characters and tells its size`(
        output: String,
        bytes: Int,
        expected: String
    ) async throws {
        let fixture = try await ServerFixture()
        let id = fixture.append([TestEvent("na\u{ef}ve")]).rawValue
        let text = try fixture.text("/logs?o=\(output)&cut=\(bytes)")
        #expect(output == "export" ? text.contains(expected) : text.hasSuffix(expected), "\(text)")
        #expect(try fixture.text("/e/\(id)?o=\(output)&cut=\(bytes)").contains(expected))
        #expect(try fixture.get("/logs?cut=0").status == 400)
        await fixture.close()
    }
}
