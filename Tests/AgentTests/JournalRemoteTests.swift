import Foundation
import TestSupport
import Testing

/// systemd-journal-remote, the client that gatewayd was made for, pulls from Logcast.
///
/// It ends in order when the stream ends (systemd 252 starts curl once and writes what that brings), and asks for
/// everything when it is run again: who wants no entry twice has it fetch from the last cursor it wrote.
@Suite(.serialized, .ownThread) struct JournalRemoteTests {
    static let remote = "/lib/systemd/systemd-journal-remote"

    @Test func `what it writes is verified and whole, over a restart of the agent`() throws {
        guard let mkjournal = Tool.shared("mkjournal"), FileManager.default.isExecutableFile(atPath: Self.remote)
        else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let odd = ["--multiline", "--binary", "--nonutf8", "--empty", "--nomessage", "--ansi", "--repeat"]
        let make = ["python3", mkjournal, "-o", "\(journal)/", "-n", "400", "--boots", "2", "--seed", "11"]
        try Tool.run(make + odd.flatMap { [$0, "0.1"] })
        let arguments = ["--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--open"]
        let agent = try AgentProcess(arguments + ["--listen", "127.0.0.1:0"])
        let address = try #require(agent.addresses.first)
        try LogQueries.waitForEvents(address, count: 400)

        let copy = directory.file("copy.journal")
        let pull = ["--split-mode=none", "-o", copy]
        let cut = try BackgroundCommand(
            [Self.remote] + pull + ["--url=http://\(address)/entries?follow"],
            until: "Spawning curl"
        )
        // The last few stay in its buffer until more comes, or the end.
        waitForEntries(copy, count: 380)
        agent.terminate()
        #expect(cut.waitForEnd() == 0, "\(cut.output)")
        #expect(cut.output.contains("Finishing after writing 400 entries"), "\(cut.output)")
        #expect(try entries(copy) == entries(in: journal))

        // The agent comes back at the same address with more, and the client goes on where it was.
        try Tool.run([
            "python3", mkjournal, "-o", directory.file("more/"), "-n", "50", "--seed", "12", "--start",
            "2024-02-02T03:04:05",
        ])
        let again = try AgentProcess(
            arguments + ["--journal-dir", directory.file("more"), "--listen", address]
        )
        defer { again.kill() }
        try LogQueries.waitForEvents(address, count: 450)
        let last = try #require(try cursors(in: journal).last)
        let getter =
            "curl -sSf -H Accept:application/vnd.fdo.journal -H Range:entries=\(last):1: http://\(address)/entries"
        try Tool.run([Self.remote] + pull + ["--getter=\(getter)"])
        #expect(try entries(copy).count == 450)
        try Tool.run(["journalctl", "--verify", "--file", copy])
    }

    /// Waits until the copy holds so many entries; asking journalctl takes the time that a wait would.
    private func waitForEntries(_ file: String, count: Int) {
        // Before the first entry there is no file yet, and a file that is being written may be refused.
        for _ in 0..<500 {
            if let found = try? entries(file).count, found >= count { return }
        }
    }

    private func cursors(in directory: String) throws -> [String] {
        let output = try Tool.run(["journalctl", "-q", "-D", directory, "-o", "json", "--all"])
        return try LogQueries.objects(Array(output)).compactMap { $0["__CURSOR"] as? String }
    }

    private func entries(in directory: String) throws -> [NSDictionary] {
        try plain(Tool.run(["journalctl", "-q", "-D", directory, "-o", "json", "--all"]))
    }

    private func entries(_ file: String) throws -> [NSDictionary] {
        try plain(Tool.run(["journalctl", "-q", "--file", file, "-o", "json", "--all"]))
    }

    /// Entries without what a copy numbers anew.
    private func plain(_ output: Data) throws -> [NSDictionary] {
        try LogQueries.objects(Array(output)).map { entry in
            entry.filter { $0.key != "__CURSOR" } as NSDictionary
        }
    }
}
