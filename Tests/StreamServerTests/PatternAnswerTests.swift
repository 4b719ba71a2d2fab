import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@Suite(.ownThread) struct PatternAnswerTests {
    @Test func `grep and exclude choose by the message`() async throws {
        let fixture = try await ServerFixture()
        fixture.append(["Error one", "error two", "fine", "ERROR fine", "ärger", "ÄRGER"].map { TestEvent($0) })
        #expect(try fixture.text("/logs?o=cat&g=error") == "Error one\nerror two\nERROR fine\n")
        #expect(try fixture.text("/logs?o=cat&g=Error") == "Error one\n")
        #expect(try fixture.text("/logs?o=cat&g=error&g=fine") == "ERROR fine\n")
        #expect(try fixture.text("/logs?o=cat&g=error&x=fine") == "Error one\nerror two\n")
        #expect(try fixture.text("/logs?o=cat&x=error&x=rger") == "fine\n")
        #expect(try fixture.text("/logs?o=cat&g=%C3%A4rger") == "ärger\nÄRGER\n")
        #expect(try fixture.text("/logs?o=cat&n=1&g=error") == "ERROR fine\n")
        #expect(try fixture.text("/logs?o=cat&max=1&g=e$") == "Error one\n")
        await fixture.close()
    }

    @Test(arguments: [
        ("g=a(?=b)", "grep: look-ahead `(?=` at column 2 is not supported"), ("g=(", "grep: the `(` has no `)`"),
        ("x=%5C1", "exclude: back-reference `\\1` at column 1"), ("g=a%2B%2B", "grep: possessive repeat `++`"),
        ("g=(a%7B1000%7D)%7B1000%7D", "grep: the pattern is too large"), ("g=a%5Eb", "grep: "),
        ("f&g=%5BZ", "grep: the `[` has no `]`"),
    ])
    func `a pattern that cannot be searched for is a 400 that says why`(query: String, message: String) async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get("/logs?\(query)")
        #expect(answer.status == 400)
        let text = String(decoding: answer.readAll(), as: UTF8.self)
        #expect(text.contains("error: \(message)"), "\(text)")
        await fixture.close()
    }

    @Test func `more patterns than a filter may have are a 400`() async throws {
        let fixture = try await ServerFixture()
        let many = (0..<33).map { "g=a\($0)" }.joined(separator: "&")
        #expect(try fixture.get("/logs?\(many)").status == 400)
        await fixture.close()
    }

    @Test func `a follow sends what matches as it comes, among other greps`() async throws {
        let fixture = try await ServerFixture()
        fixture.append([TestEvent("w3 old")])
        let streams = try (0..<8).map { try fixture.get("/logs?f&n=all&o=cat&g=w\($0)\\b&x=not") }
        fixture.append(
            (0..<8).flatMap { number -> [TestEvent] in
                [TestEvent("w\(number) not"), TestEvent("w\(number) yes"), TestEvent("w\(number)\(number)")]
            }
        )
        for (number, stream) in streams.enumerated() {
            let expected = (number == 3 ? "w3 old\n" : "") + "w\(number) yes\n"
            var received: [UInt8] = []
            while received.count < expected.utf8.count, let more = stream.read() { received += more }
            #expect(String(decoding: received, as: UTF8.self) == expected)
        }
        await fixture.close()
    }
}
