import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// Secrets of every kind are shown in every way there is; none is in anything that the server says or writes.
@Suite(.serialized, .ownThread) struct CanaryTests {
    @Test func `no secret is in the log, in any answer, or in a file`() async throws {
        let lines = LogLines()
        let fixture = try await ServerFixture(access: AccessConfiguration(), logger: lines.logger, isPrompt: true)
        fixture.append([TestEvent("one")])
        let token = try fixture.credential("ci")
        let session = try fixture.credential("web", kind: .session)
        let narrow = try fixture.credential("narrow", ["nothing"])
        let expired = try fixture.credential("old", expires: ServerFixture.time)
        let code = fixture.context.access.codes.make(.init(units: ["*"], seconds: 60), now: ServerFixture.time).text
        let wrong = "lc_" + String(repeating: "Z", count: 43)
        let secrets = [token, session, narrow, expired, code, wrong]
        var answers: [String] = []
        let paths = [
            "/logs", "/logs?f&before=1", "/status", "/metrics", "/help", "/whoami", "/", "/nothing", "/units", "/login",
        ]
        for secret in secrets {
            let basic = Data("user:\(secret)".utf8).base64EncodedString()
            let ways = [
                "Authorization: Bearer \(secret)", "Authorization: Basic \(basic)",
                "Cookie: \(fixture.cookie)=\(secret)",
            ]
            for way in ways {
                for path in paths {
                    answers.append(try fixture.raw(["GET \(path) HTTP/1.1", "Host: localhost", way]))
                }
            }
            for path in [
                "/logs/\(secret)", "/e/\(secret)", "/\(secret)", "/logs?token=\(secret)", "/logs?q=\(secret)",
                "/help/\(secret)",
            ] {
                // The path is the client's own, and what it is told of it may repeat it; but nothing that is kept.
                _ = try fixture.raw(["GET \(path) HTTP/1.1", "Host: localhost", "Authorization: Bearer \(token)"])
                _ = try fixture.raw(["GET \(path) HTTP/1.1", "Host: localhost"])
            }
            answers.append(try fixture.post("/login", "code=\(secret)x"))
            answers.append(try fixture.raw(["GET /logs HTTP/1.1", "Host: \(secret.lowercased())"]).lowercased())
        }
        answers.append(try fixture.text("/metrics", ["Authorization": "Bearer \(token)"]))
        answers.append(try fixture.text("/status", ["Authorization": "Bearer \(token)"]))
        #expect(lines.all.contains { $0.hasPrefix("denied GET /logs/(a secret)") }, "the audit tells of them")
        #expect(lines.all.contains { $0.hasPrefix("granted GET /logs to token \"ci\"") })
        for secret in secrets {
            for part in [secret, String(secret.dropFirst(12).prefix(20))] {
                #expect(!lines.text.contains(part))
                #expect(!answers.contains { $0.contains(part) })
            }
            #expect(!lines.text.contains("?"), "no query is in the log")
        }
        await fixture.close()
    }
}
