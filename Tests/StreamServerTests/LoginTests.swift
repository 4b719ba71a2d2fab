import Foundation
import LogModel
import Synchronization
import TestSupport
import Testing

@testable import StreamServer

/// Getting in, being let out, and being kept out, over real connections.
@Suite(.serialized, .ownThread) struct LoginTests {
    private func fixture(
        _ access: AccessConfiguration = AccessConfiguration(),
        lines: LogLines = LogLines(),
        now: @escaping @Sendable () -> Timestamp = { ServerFixture.time },
        heartbeat: Duration = .seconds(600)
    ) async throws -> ServerFixture {
        try await ServerFixture(heartbeat: heartbeat, now: now, access: access, logger: lines.logger, isPrompt: true)
    }

    private func status(_ answer: String) -> Int { Int(answer.dropFirst(9).prefix(3)) ?? 0 }

    private func cookie(in answer: String) -> String? {
        let line = answer.components(separatedBy: "\r\n").first { $0.lowercased().hasPrefix("set-cookie: ") }
        return line.map { String($0.dropFirst(12)) }
    }

    @Test func `a code logs one browser in, once, with the units it was made for`() async throws {
        let fixture = try await fixture()
        let code = fixture.context.access.codes.make(.init(units: ["web"], seconds: 60), now: ServerFixture.time).text
        let answer = try fixture.post("/login", "code=\(code)")
        #expect(status(answer) == 303 && answer.lowercased().contains("\r\nlocation: /\r\n"))
        let cookie = try #require(self.cookie(in: answer))
        #expect(cookie.hasPrefix("logcast-") && cookie.hasSuffix("; Path=/; Max-Age=60; HttpOnly; SameSite=Lax"))
        let shown = ["Cookie": String(cookie.prefix { $0 != ";" })]
        let whoami = try fixture.get("/whoami", shown).readAll()
        let who = try #require(try JSONSerialization.jsonObject(with: Data(whoami)) as? NSDictionary)
        #expect(who["kind"] as? String == "session" && who["units"] as? [String] == ["web"])
        #expect(who["expires"] as? String == "2026-11-23T02:21:23Z")
        #expect(status(try fixture.post("/login", "code=\(code)")) == 401)
        // Out again, and with it what the browser still has.
        let out = try fixture.post("/logout", "", ["Cookie: \(shown["Cookie"] ?? "")"])
        #expect(status(out) == 303 && out.lowercased().contains("\r\nlocation: /login\r\n"))
        #expect(self.cookie(in: out)?.contains("=; Path=/; Max-Age=0;") == true)
        #expect(try fixture.get("/whoami", shown).status == 401)
        await fixture.close()
    }

    @Test func `of many who post one code at once, one gets in`() async throws {
        let fixture = try await fixture()
        let code = fixture.context.access.codes.make(.init(units: ["*"], seconds: 60), now: ServerFixture.time).text
        let statuses = Mutex<[Int]>([])
        DispatchQueue.concurrentPerform(iterations: 12) { _ in
            let found = (try? fixture.post("/login", "code=\(code)")).map { status($0) } ?? 0
            statuses.withLock { $0.append(found) }
        }
        #expect(statuses.withLock { $0.sorted() } == [303] + Array(repeating: 401, count: 11))
        await fixture.close()
    }

    @Test func `behind https the cookie is held to it`() async throws {
        let url = try #require(ServerURL("https://logs.example.org"))
        let fixture = try await fixture(AccessConfiguration(urls: [url]))
        let code = fixture.context.access.codes.make(.init(units: ["*"], seconds: 60), now: ServerFixture.time).text
        let head = [
            "POST /login HTTP/1.1", "Host: logs.example.org", "Origin: https://logs.example.org",
            "Content-Type: application/x-www-form-urlencoded",
        ]
        let cookie = try #require(self.cookie(in: try fixture.raw(head, body: "code=\(code)")))
        #expect(cookie.hasPrefix("__Host-logcast-") && cookie.hasSuffix("; SameSite=Lax; Secure"))
        let pair = cookie.prefix { $0 != ";" }
        func whoami(_ host: String, _ cookie: some StringProtocol) throws -> Int {
            status(try fixture.raw(["GET /whoami HTTP/1.1", "Host: \(host)", "Cookie: \(cookie)"]))
        }
        #expect(try whoami("logs.example.org", pair) == 200)
        // What another port, or plain http, could have set.
        #expect(try whoami("logs.example.org", pair.dropFirst(7)) == 401)
        #expect(try whoami("localhost", pair) == 401)
        await fixture.close()
    }

    @Test(
        arguments: [
            nil, "null", "http://evil.example", "https://localhost", "http://localhost:1", "http://localhost.evil",
            "localhost",
            "http://localhost@evil", "",
        ] as [String?]
    )
    func `another site's page cannot log in or out`(_ origin: String?) async throws {
        let fixture = try await fixture()
        let code = fixture.context.access.codes.make(.init(units: ["*"], seconds: 60), now: ServerFixture.time).text
        let secret = try fixture.credential("web", kind: .session)
        let shown = "Cookie: \(fixture.cookie)=\(secret)"
        #expect(status(try fixture.post("/login", "code=\(code)", origin: origin)) == 403)
        #expect(status(try fixture.post("/logout", "", [shown], origin: origin)) == 403)
        #expect(try fixture.get("/whoami", ["Cookie": "\(fixture.cookie)=\(secret)"]).status == 200)
        #expect(status(try fixture.post("/login", "code=\(code)")) == 303)
        await fixture.close()
    }

    @Test(arguments: [
        ("evil.example", 421), ("localhost.evil.example", 421), ("web1.example.org.evil", 421), ("127.0.0.1.evil", 421),
        ("[::1]evil", 421), ("", 421), ("localhost:99999x", 421), ("web1", 421), ("localhost", 401),
        ("127.0.0.1:80", 401),
        ("[::1]:1", 401), ("WEB1.example.org.", 401), ("logs.example.org", 401),
    ])
    func `a Host that is not ours gets nothing, whatever it shows`(_ host: String, _ plain: Int) async throws {
        let url = try #require(ServerURL("https://logs.example.org"))
        let fixture = try await fixture(AccessConfiguration(urls: [url]))
        let token = try fixture.credential("ci")
        let forwarded = ["X-Forwarded-Host: localhost", "Forwarded: host=localhost", "X-Forwarded-For: 127.0.0.1"]
        let get = ["GET /logs HTTP/1.1", "Host: \(host)"]
        #expect(status(try fixture.raw(get + forwarded)) == plain)
        let shown = try fixture.raw(get + forwarded + ["Authorization: Bearer \(token)"])
        #expect(status(shown) == (plain == 421 ? 421 : 200))
        await fixture.close()
    }

    @Test func `without access a browser gets the login page, and a program what to do`() async throws {
        let fixture = try await fixture()
        for path in ["/", "/logs", "/logs/web", "/e/1"] {
            let page = try fixture.get(path, ["Accept": "text/html"])
            #expect(page.status == 401 && page.headers["content-type"] == "text/html; charset=utf-8")
            #expect(page.headers["www-authenticate"] == "Bearer" && page.headers["cache-control"] == "no-store")
            #expect(String(decoding: page.readAll(), as: UTF8.self).contains("sudo logcast login"))
        }
        for path in [
            "/", "/logs", "/units", "/nothing", "/entries", "/status", "/metrics", "/whoami", "/e/1", "/browse",
        ] {
            let text = try fixture.get(path)
            #expect(text.status == 401 && text.headers["www-authenticate"] == "Bearer", "\(path)")
            #expect(String(decoding: text.readAll(), as: UTF8.self).contains("run \"sudo logcast login\""))
            let problem = try fixture.get(path, ["Accept": "application/json"])
            #expect(problem.headers["content-type"] == "application/problem+json")
        }
        for path in ["/healthz", "/readyz", "/help", "/help/since", "/openapi.json", "/login"] {
            #expect(try fixture.get(path).status == 200, "\(path)")
        }
        let stale = try fixture.get("/", ["Accept": "text/html", "Cookie": "\(fixture.cookie)=gone"])
        #expect(stale.status == 401 && stale.headers["set-cookie"]?.contains("Max-Age=0") == true)
        for header in ["x-frame-options", "x-content-type-options", "referrer-policy", "cross-origin-resource-policy"] {
            #expect(try fixture.get("/logs").headers[header] != nil, "\(header)")
            #expect(try fixture.get("/login").headers[header] != nil, "\(header)")
        }
        await fixture.close()
    }

    @Test func `what is not ready is told in a word to who has no access`() async throws {
        let fixture = try await ServerFixture(readiness: "the disk of /secret is full", access: AccessConfiguration())
        #expect(try fixture.text("/readyz") == "log-waiting\n")
        let shown = ["Authorization": "Bearer \(try fixture.credential("ci"))"]
        #expect(try fixture.text("/readyz", shown).contains("the disk of /secret is full"))
        await fixture.close()
    }

    @Test(arguments: ["token", "access_token", "Token", "api_key", "code"])
    func `a token in a URL is refused, also a right one`(_ name: String) async throws {
        let fixture = try await fixture()
        let token = try fixture.credential("ci")
        for path in [
            "/logs?\(name)=\(token)", "/logs?f&q=\(token)", "/entries?\(name)=x", "/login?\(name)=x",
            "/healthz?\(name)=x",
        ] {
            let answer = try fixture.get(path, ["Authorization": "Bearer \(token)"])
            #expect(answer.status == 400, "\(path)")
            let text = String(decoding: answer.readAll(), as: UTF8.self)
            #expect(text.contains("never put a token into a URL") && !text.contains(token))
        }
        #expect(try fixture.get("/entries?TOKEN=x", ["Authorization": "Bearer \(token)"]).status == 200)
        await fixture.close()
    }

    @Test(arguments: [true, false])
    func `a stream ends with its access, and says why`(isRevoked: Bool) async throws {
        let clock = Atomic<Int64>(ServerFixture.time.microseconds)
        let fixture = try await fixture(
            now: { Timestamp(microseconds: clock.load(ordering: .relaxed)) },
            heartbeat: .milliseconds(80)
        )
        fixture.append([TestEvent("one")])
        let expires = ServerFixture.time.advanced(bySeconds: 60)
        let shown = ["Authorization": "Bearer \(try fixture.credential("ci", expires: expires))"]
        let other = ["Authorization": "Bearer \(try fixture.credential("other"))"]
        let stream = StreamReader(try fixture.get("/logs?f&o=sse", shown))
        let staying = StreamReader(try fixture.get("/logs?f&o=sse", other))
        #expect(stream.next()?.text.contains("one") == true && staying.next()?.text.contains("one") == true)
        if isRevoked {
            try fixture.context.access.store.revoke("ci")
        } else {
            clock.store(expires.microseconds, ordering: .relaxed)
        }
        var last: SSEEvent?
        // Heartbeats for ten times as long as it should take; then it has not ended, and that is said.
        for _ in 0..<200 {
            guard let event = stream.next() else { break }
            last = event
        }
        #expect(last?.type == "bye" && last?.text == "{\"reason\":\"\(isRevoked ? "revoked" : "expired")\"}")
        #expect(try fixture.get("/logs?f", shown).status == 401)
        fixture.append([TestEvent("two")])
        var event = staying.next()
        while let next = event, !next.text.contains("two") { event = staying.next() }
        #expect(event?.text.contains("two") == true)
        await fixture.close()
    }

    @Test func `an answer that ends is broken off with its access`() async throws {
        let fixture = try await fixture()
        let message = String(repeating: "x", count: 2000)
        // Far more than the buffers of the sockets hold.
        for _ in 0..<10 { fixture.append((0..<2500).map { _ in TestEvent(message) }) }
        let shown = ["Authorization": "Bearer \(try fixture.credential("ci"))"]
        let answer = try fixture.get("/logs?n=all&o=cat", shown)
        #expect(answer.status == 200)
        try fixture.context.access.store.revoke("ci")
        // The client reads again once the server has closed; the deadline guards against a hang.
        let deadline = ContinuousClock.now + .seconds(30)
        while fixture.context.budget.open.connections > 0, ContinuousClock.now < deadline { await Task.yield() }
        let received = answer.readAll().count
        #expect(!answer.isComplete && received < 50_000_000, "\(received) bytes")
        await fixture.close()
    }

    @Test func `ten thousand guesses are counted and barred, and slow nobody who is right`() async throws {
        let lines = LogLines()
        let fixture = try await fixture(lines: lines)
        let token = try fixture.credential("ci")
        let client = try RawClient(fixture.address)
        var statuses: [String: Int] = [:]
        var random = SplitMix(seed: 4)
        for _ in 0..<10_000 {
            let guess = Secret(.token, &random).text
            let head = "GET /logs HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(guess)\r\n\r\n"
            let answer = client.exchange(head)
            statuses[String(answer.dropFirst(9).prefix(3)), default: 0] += 1
            if answer.contains(" 429 ") { #expect(answer.lowercased().contains("\r\nretry-after: ")) }
        }
        #expect(statuses == ["401": Limits.guesses, "429": 10_000 - Limits.guesses])
        #expect(try fixture.get("/logs", ["Authorization": "Bearer \(token)"]).status == 200)
        let told = lines.all.filter { $0.hasPrefix("denied") }
        #expect(told.count == Limits.guesses)
        let metrics = try fixture.text("/metrics", ["Authorization": "Bearer \(token)"])
        #expect(metrics.contains("logcast_denied_total{reason=\"barred\"} 9980"))
        #expect(metrics.contains("logcast_denied_total{reason=\"wrong\"} 20"))
        fixture.context.access.tellRests(at: ServerFixture.time.advanced(bySeconds: 61))
        #expect(lines.all.last == "denied 9980 more requests of 127.0.0.1")
        await fixture.close()
    }

    @Test func `administration is root's on the socket, and nobody else's`() async throws {
        let fixture = try await fixture()
        let token = try fixture.credential("ci")
        let all = ["GET /admin/tokens", "POST /admin/tokens", "POST /admin/codes", "DELETE /admin/tokens/ci"]
        func send(_ line: String, _ headers: [String], _ address: String) throws -> Int {
            let form = ["Host: localhost", "Content-Type: application/x-www-form-urlencoded"]
            return status(try fixture.raw(["\(line) HTTP/1.1"] + form + headers, to: address))
        }
        for line in all {
            #expect(try send(line, [], fixture.address) == 401)
            #expect(try send(line, ["Authorization: Bearer \(token)"], fixture.address) == 403)
            #expect(try send(line, ["Authorization: Bearer \(token)"], fixture.socket) == 403)
            for header in [
                "Origin: http://localhost", "X-Forwarded-For: 1.2.3.4", "Via: 1.1 x", "Sec-Fetch-Site: none",
            ] {
                #expect(try send(line, [header], fixture.socket) == 403, "\(line) \(header)")
            }
        }
        #expect(try fixture.get("/whoami", ["Authorization": "Bearer \(token)"]).status == 200)
        guard geteuid() == 0 else { return await fixture.close() }
        let form = ["POST /admin/tokens HTTP/1.1", "Host: x", "Content-Type: application/x-www-form-urlencoded"]
        let made = try fixture.raw(form, body: "name=new&units=a*%2Cb&expires=60", to: fixture.socket)
        #expect(status(made) == 201)
        let text = made.components(separatedBy: "\r\n\r\n")[1].trimmingCharacters(in: .newlines)
        let who = try fixture.text("/whoami", ["Authorization": "Bearer \(text)"])
        #expect(
            who
                == "{\"name\":\"new\",\"kind\":\"token\",\"units\":[\"a*\",\"b\"],\"expires\":\"2026-11-23T02:21:23Z\"}\n"
        )
        for body in [
            "", "name=", "name=a%2Fb", "name=a%0Ab", "name=b&units=", "name=b&expires=0", "name=b&expires=x",
            "name=b&kind=session", "name=b&x=1", "name=b&name=c", "name=" + String(repeating: "x", count: 200),
            "name=b&units=" + String(repeating: "x", count: 300),
        ] {
            #expect(status(try fixture.raw(form, body: body, to: fixture.socket)) == 400, "\(body)")
        }
        #expect(status(try fixture.raw(form, body: "name=new", to: fixture.socket)) == 409)
        #expect(try send("DELETE /admin/tokens/new", [], fixture.socket) == 204)
        #expect(try send("DELETE /admin/tokens/new", [], fixture.socket) == 404)
        #expect(try fixture.get("/whoami", ["Authorization": "Bearer \(text)"]).status == 401)
        await fixture.close()
    }
}
