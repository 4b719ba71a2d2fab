import Foundation
import TestSupport
import Testing

/// The installed service on a host with a real systemd.
@Suite(.ownThread) struct ServiceTests {
    /// A throw-away host.
    final class Host {
        private let tool: String
        private let name = "lc\(ProcessInfo.processInfo.processIdentifier)"

        init(_ tool: String) throws {
            self.tool = tool
            // The host's own processes outlive the command, and must not hold open what tells of its end.
            let closeAll = "for f in /proc/self/fd/*; do n=${f##*/}; ((n > 2)) && eval \"exec $n>&-\"; done"
            try Tool.run(["bash", "-c", "\(closeAll); TESTHOST_NAME=\(name) \(tool) up >/dev/null 2>&1"])
        }

        @discardableResult
        func run(_ command: [String]) throws -> String {
            String(decoding: try Tool.run(["env", "TESTHOST_NAME=\(name)", tool] + command), as: UTF8.self)
        }

        func shell(_ commands: String) throws -> String { try run(["exec", "sh", "-ec", commands]) }

        /// A stream read inside the host by curl.
        func stream(_ query: String, lastEventID: String) throws -> Conversation {
            let resume = lastEventID.isEmpty ? [] : ["-H", "Last-Event-ID: \(lastEventID)"]
            return try Conversation(
                ["env", "TESTHOST_NAME=\(name)", tool, "exec", "curl", "-sN", "--max-time", "60"] + resume
                    + ["--unix-socket", "/run/logcast/logcast.sock", "http://localhost/logs\(query)"]
            )
        }

        // A host that cannot be taken down is told of by the next one's start.
        deinit { _ = try? Tool.run(["sh", "-c", "TESTHOST_NAME=\(name) \(tool) down >/dev/null 2>&1"]) }
    }

    @Test func `the service is installed, survives a kill, and its stream resumes exactly`() throws {
        guard let tool = Tool.shared("testhost") else { return }
        let directory = try TemporaryDirectory()
        try install(into: directory)
        let host = try Host(tool)
        try host.run(["copy", directory.file("root/usr/bin/logcast"), "/usr/bin/logcast"])
        for unit in ["logcast.service", "logcast.socket"] {
            try host.run([
                "copy", directory.file("root/usr/lib/systemd/system/\(unit)"), "/usr/lib/systemd/system/\(unit)",
            ])
        }
        try host.run([
            "copy", directory.file("root/usr/lib/sysusers.d/logcast.conf"), "/usr/lib/sysusers.d/logcast.conf",
        ])
        _ = try host.shell("systemd-sysusers; systemctl daemon-reload; systemctl enable --now logcast.service")
        var witness = StreamWitness()
        try send(host, 1...200)
        try follow(host, &witness, through: 200)
        for round in 1...5 {
            _ = try host.shell("systemctl kill -s KILL logcast.service")
            try send(host, (round * 200 + 1)...(round * 200 + 200))
            try follow(host, &witness, through: round * 200 + 200)
        }
        let messages = witness.events.map { LogQueries.message($0.data) }.filter { $0.hasPrefix("entry ") }
        #expect(messages == (1...1200).map { "entry \($0)" })
        let properties = try host.shell("systemctl show -p NRestarts -p ActiveState -p StatusText logcast.service")
        #expect(properties.contains("NRestarts=5"))
        #expect(properties.contains("ActiveState=active"))
        #expect(properties.contains("StatusText=serving"))
        #expect(witness.gaps.isEmpty)
        print("service: \(messages.count) entries exactly once over 5 kills; \(properties.split(separator: "\n"))")
    }

    private func install(into directory: TemporaryDirectory) throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().path
        // -o build: what is installed is the binary under test, built already.
        try Tool.run([
            "make", "-C", root, "-o", "build", "install", "binary=\(AgentProcess.binary)",
            "DESTDIR=\(directory.file("root"))",
        ])
    }

    private func send(_ host: Host, _ numbers: ClosedRange<Int>) throws {
        _ = try host.shell(
            "seq -f 'entry %g' \(numbers.lowerBound) \(numbers.upperBound) | logger -t tester; journalctl --sync"
        )
    }

    /// Reads on from where the witness is, until it has seen that entry.
    private func follow(_ host: Host, _ witness: inout StreamWitness, through number: Int) throws {
        let stream = try host.stream("?f&n=all&o=sse", lastEventID: witness.lastEventID)
        var parser = SSEParser(lastEventID: witness.lastEventID)
        let lines = stream.lines { lines in lines.contains { $0.contains("\"message\":\"entry \(number)\"") } }
        stream.abandon()
        // No further than that entry: the lines after it may be half an event.
        let end = try #require(lines.firstIndex { $0.contains("\"message\":\"entry \(number)\"") })
        let events = parser.feed(Array((lines[...end].joined(separator: "\n") + "\n\n").utf8))
        for event in events { witness.take(event) }
    }
}
