import Foundation
import TestSupport
import Testing

/// What the agent answers, held to its own document by openapi-spec-validator and schemathesis.
@Suite(.ownThread) struct OpenAPITests {
    @Test func `every answer is one that the OpenAPI document has`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let seed = UInt64.random(in: 0..<1 << 32)
        print("seed \(seed)")
        try Tool.run([
            "python3", mkjournal, "-o", "\(journal)/", "-n", "400", "--boots", "3", "--seed", "\(seed)", "--multiline",
            "0.1", "--unicode", "0.1", "--nonutf8", "0.1", "--binary", "0.1", "--repeat", "0.1",
        ])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
            "--open",
            "--listen", "127.0.0.1:0", "--heartbeat", "1",
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 400)
        let address = try #require(agent.addresses.first { $0.hasPrefix("127.0.0.1:") })
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("OpenAPI/run")
        // The script's output is the report; its status is not read, so that a failure shows it.
        let command = "\"$0\" \"$@\" 2>&1; echo \"status $?\""
        let output = try Tool.run([
            "timeout", "900", "bash", "-c", command, script.path, "http://\(address)", directory.path, "\(seed)",
        ])
        let text = String(decoding: output, as: UTF8.self)
        print(text.suffix(4000))
        #expect(text.hasSuffix("status 0\n"))
    }
}
