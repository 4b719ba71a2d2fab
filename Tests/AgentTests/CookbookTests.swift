import Foundation
import TestSupport
import Testing

/// Every command of `docs/curl.md`, run as it stands, prints what stands below it.
///
/// The journal is made anew from the seed that made the document's; only what differs from run to run is not compared:
/// IDs, the log's name, the journal's sequence number source, and the figures of `/status` and `/metrics`.
@Suite(.ownThread) struct CookbookTests {
    private static let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/curl.md")

    private struct Recipe {
        var command: String
        var output: String
    }

    /// The blocks between lines of three backquotes: a command behind `$ `, and what it printed.
    private static func recipes() throws -> [Recipe] {
        let parts = try String(contentsOf: document, encoding: .utf8).components(separatedBy: "\n```\n")
        return parts.enumerated().filter { $0.offset % 2 == 1 }.compactMap { _, block in
            let lines = block.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard lines[0].hasPrefix("$ ") else { return nil }
            return Recipe(command: String(lines[0].dropFirst(2)), output: lines.count > 1 ? String(lines[1]) : "")
        }
    }

    private static func comparable(_ output: String, of command: String) -> String {
        let text = output.replacing("\r\n", with: "\n").trimmingCharacters(in: .newlines)
            .replacing(/s=[0-9a-f]{32}/, with: "s=SOURCE")
            .replacing(/log[ =][0-9a-f]{16}/, with: "log NAME")
            .replacing(/[0-9]{16}/, with: "ID")
        guard command.contains(#/\/(status|metrics) /#) else { return text }
        return text.replacing(/[0-9]+(\.[0-9]+)?/, with: "N")
    }

    private static let journal = [
        "-n", "2000", "--seed", "42", "--boots", "2", "--hostname", "web1", "--multiline", "0.002", "--pid1", "0.03",
        "--unit", "nginx.service:5", "--unit", "postgresql.service:3", "--unit", "worker@1.service", "--unit", "kernel",
        "--start", "2026-11-23T01:00:00", "--span", "2h",
    ]

    @Test func `every command of the cookbook prints what the cookbook says`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        try Tool.run(["python3", mkjournal, "-o", "\(directory.file("journal"))/"] + Self.journal)
        let agent = try AgentProcess([
            "--journal-dir", directory.file("journal"), "--since", "all", "--state", directory.file("state"),
            "--listen", "127.0.0.1:0", "--socket", directory.file("s"), "--open",
        ])
        defer { agent.kill() }
        let address = try #require(agent.addresses.first { $0.hasPrefix("127.0.0.1:") })
        try LogQueries.waitForEvents(directory.file("s"), count: 2000)
        let recipes = try Self.recipes()
        #expect(recipes.count >= 30)
        for recipe in recipes {
            let command = recipe.command.replacingOccurrences(of: "localhost:8514", with: address)
                .replacingOccurrences(of: "/tmp/incident.journal", with: directory.file("incident.journal"))
            let output = try Tool.run(["env", "TZ=UTC", "LC_ALL=C.UTF-8", "bash", "-c", "{ \(command); } 2>&1; true"])
            let text = String(decoding: output, as: UTF8.self).replacing(address, with: "localhost:8514")
            let (found, wanted) = (
                Self.comparable(text, of: recipe.command), Self.comparable(recipe.output, of: recipe.command)
            )
            #expect(found == wanted, "\(recipe.command)")
        }
        print("cookbook: \(recipes.count) commands")
    }
}
