import Foundation
import TestSupport
import Testing

/// A real, live journald, with rotation and vacuum under the reader.
@Suite(.serialized, .ownThread) struct LiveJournalTests {
    /// A shell beside a private journald that does what is written to it.
    final class Shell {
        private let conversation: Conversation
        private var done = 0

        init(_ tool: String, journal: String) throws {
            try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: true)
            conversation = try Conversation([tool, "-d", journal, "bash"])
        }

        /// Runs commands and waits until they are done.
        func run(_ commands: String) {
            done += 1
            conversation.write("\(commands)\necho done\n")
            let wanted = done
            _ = conversation.lines { $0.count { $0 == "done" } >= wanted }
        }

        func end() { conversation.end() }
    }

    @Test func `entries arrive once and in order across rotation, vacuum and a kill`() throws {
        guard let tool = Tool.shared("privjournal") else { return }
        let directory = try TemporaryDirectory()
        let shell = try Shell(tool, journal: directory.file("journal"))
        defer { shell.end() }
        var client = Client(
            directory,
            ["--journal-dir", directory.file("journal"), "--since", "all"],
            path: "/logs?f&n=all&o=sse"
        )
        var sent = 0
        func log(_ count: Int, then command: String = ":") {
            let numbers = (sent + 1)...(sent + count)
            sent += count
            shell.run(
                "for i in {\(numbers.lowerBound)..\(numbers.upperBound)}; do echo \"n=$i\"; done | logger -t t; journalctl --sync; \(command)"
            )
        }
        func isAllSeen(_ witness: StreamWitness) -> Bool {
            witness.events.contains { LogQueries.message($0.data) == "n=\(sent)" }
        }
        log(20)
        try client.liveThenDie { witness in
            guard isAllSeen(witness), sent < 200 else { return isAllSeen(witness) }
            log(30, then: sent % 60 == 20 ? "journalctl --rotate" : ":")
            return false
        }
        // While the agent is down: entries, a rotation, and more entries.
        log(25, then: "journalctl --rotate")
        log(25)
        try client.liveThenDie { isAllSeen($0) }
        // While it runs: rotation, and the removal of what it has read.
        try client.liveThenDie { witness in
            guard isAllSeen(witness), sent < 500 else { return isAllSeen(witness) }
            log(40, then: "journalctl --rotate; journalctl --vacuum-files=1")
            return false
        }
        try client.finish(path: "/logs?o=sse&n=all") { isAllSeen($0) }
        let numbers = client.witness.events.map { LogQueries.message($0.data) }.filter { $0.hasPrefix("n=") }
        #expect(numbers == (1...sent).map { "n=\($0)" })
        #expect(client.witness.gaps.isEmpty)
    }

    @Test func `entries that were vacuumed before they were read are a gap with their number`() throws {
        guard let tool = Tool.shared("privjournal") else { return }
        let directory = try TemporaryDirectory()
        let shell = try Shell(tool, journal: directory.file("journal"))
        defer { shell.end() }
        var client = Client(directory, ["--journal-dir", directory.file("journal"), "--since", "all"])
        shell.run("logger -t t first; journalctl --sync")
        try client.liveThenDie { $0.events.contains { LogQueries.message($0.data) == "first" } }
        shell.run("for i in {1..50}; do echo lost; done | logger -t t; journalctl --sync; journalctl --rotate")
        shell.run("journalctl --vacuum-files=1; logger -t t last; journalctl --sync")
        try client.liveThenDie { $0.events.contains { LogQueries.message($0.data) == "last" } }
        #expect(client.witness.gaps.count == 1)
        #expect(client.witness.gaps.first?.contains("\"reason\":\"vacuumed\"") == true)
        #expect(client.witness.gaps.first?.contains("\"missed\":5") == true)
    }

    @Test func `logger x and a query at once show x`() throws {
        guard let tool = Tool.shared("privjournal") else { return }
        let directory = try TemporaryDirectory()
        let shell = try Shell(tool, journal: directory.file("journal"))
        defer { shell.end() }
        let client = Client(directory, ["--journal-dir", directory.file("journal"), "--since", "all"])
        let agent = try client.start()
        defer { agent.kill() }
        var fresh = 0
        for number in 1...20 {
            shell.run("logger -t t fresh-\(number); journalctl --sync")
            let start = ContinuousClock.now
            let answer = try HTTPConnection(directory.file("logcast.sock"), path: "/logs?n=1&o=cat")
            let isFresh = String(decoding: answer.readAll(), as: UTF8.self) == "fresh-\(number)\n"
            // A query waits 100 ms for the inputs, no longer: on a busy machine that may not be enough.
            #expect(isFresh || .now - start >= .milliseconds(100), "fresh-\(number)")
            if isFresh { fresh += 1 }
        }
        #expect(fresh > 0)
    }
}
