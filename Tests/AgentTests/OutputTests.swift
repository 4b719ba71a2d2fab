import Foundation
import TestSupport
import Testing

/// What `/logs` writes, compared with journalctl's output over journals with odd messages.
@Suite(.serialized, .ownThread) struct OutputTests {
    /// An output, journalctl's arguments for it, and what the journal is made of.
    static let outputs: [(output: String, journalctl: [String], odd: [String])] = [
        ("short", ["-o", "short"], ["--multiline", "--empty", "--nomessage", "--unicode", "--repeat"]),
        ("short-iso", ["-o", "short-iso"], ["--multiline", "--empty", "--nomessage", "--unicode"]),
        ("short&tz=America/St_Johns", ["-o", "short"], ["--multiline"]),
        ("short-iso&tz=Asia/Kolkata", ["-o", "short-iso"], ["--multiline"]),
        ("cat", ["-o", "cat"], ["--multiline", "--empty", "--nomessage", "--unicode"]),
        ("cat&raw=1", ["-o", "cat"], ["--nonutf8", "--ansi", "--unicode"]),
        (
            "export", ["-o", "export"],
            ["--multiline", "--empty", "--nomessage", "--unicode", "--nonutf8", "--ansi", "--binary", "--repeat"]
        ),
    ]

    @Test(arguments: outputs.indices)
    func `an output is journalctl's`(_ index: Int) throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let seed = UInt64.random(in: 0..<1 << 32)
        print("seed \(seed)")
        let (output, arguments, odd) = Self.outputs[index]
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let make = ["python3", mkjournal, "-o", "\(journal)/", "-n", "300", "--boots", "3", "--seed", "\(seed)"]
        try Tool.run(make + odd.flatMap { [$0, "0.1"] } + ["--pid1", "0.1", "--priority", "7:1,6:4,5:1,4:1,3:1,0:1"])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 300)
        let zone = output.components(separatedBy: "tz=").dropFirst().first ?? "UTC"
        let expected = Array(try Tool.run(["env", "TZ=\(zone)", "journalctl", "-q", "-D", journal] + arguments))
        let zoned =
            output.contains("tz=") || output.hasPrefix("cat") || output == "export" ? output : "\(output)&tz=UTC"
        let actual = try HTTPConnection(socket, path: "/logs?n=all&o=\(zoned)").readAll()
        if output == "export" {
            #expect(Self.sorted(actual) == Self.sorted(expected))
        } else if output.hasPrefix("short"), !output.contains("raw") {
            // `-q` leaves the lines of boots out.
            let boots = Array(try Tool.run(["env", "TZ=\(zone)", "journalctl", "-D", journal] + arguments))
            #expect(String(decoding: actual, as: UTF8.self) == String(decoding: boots, as: UTF8.self))
        } else {
            #expect(actual == expected)
        }
    }

    @Test func `json-pretty has every entry as journalctl, and each member on a line of its own`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let seed = UInt64.random(in: 0..<1 << 32)
        print("seed \(seed)")
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let make = ["python3", mkjournal, "-o", "\(journal)/", "-n", "200", "--boots", "2", "--seed", "\(seed)"]
        try Tool.run(make + ["--multiline", "0.1", "--empty", "0.1", "--nomessage", "0.1", "--unicode", "0.1"])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 200)
        let ours = try Self.objects(HTTPConnection(socket, path: "/logs?n=all&o=json-pretty&fields=all").readAll())
        let theirs = try Self.objects(Array(Tool.run(["journalctl", "-q", "-D", journal, "-o", "json-pretty"])))
        #expect(ours.count == 200 && theirs.count == 200)
        for (our, their) in zip(ours, theirs) {
            let fields = our["fields"] as? [String: Any] ?? [:]
            #expect(fields["__CURSOR"] as? String == their["__CURSOR"] as? String)
            #expect(our["message"] as? String == their["MESSAGE"] as? String)
            #expect((our["priority"] as? Int).map { "\($0)" } == their["PRIORITY"] as? String)
            #expect(our["identifier"] as? String == their["SYSLOG_IDENTIFIER"] as? String)
        }
        let compact = try LogQueries.json(socket, "/logs?n=all&o=json&fields=all")
        #expect(compact as NSArray == ours as NSArray, "the same objects as o=json")
        let one = try HTTPConnection(socket, path: "/logs?n=1&o=json-pretty&fields=none").readAll()
        let lines = String(decoding: one, as: UTF8.self).split(separator: "\n")
        #expect(lines.first == "{" && lines.last == "}")
        #expect(lines.dropFirst().first?.hasPrefix("  \"id\": ") == true)
    }

    /// JSON objects over several lines, each of which ends with a brace at the beginning of one.
    private static func objects(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try String(decoding: bytes, as: UTF8.self).components(separatedBy: "\n}\n").dropLast().map { text in
            try JSONSerialization.jsonObject(with: Data("\(text)\n}".utf8)) as? [String: Any] ?? [:]
        }
    }

    @Test func `show-cursor ends an answer as journalctl does, with the ID to go on after`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        try Tool.run(["python3", mkjournal, "-o", "\(journal)/", "-n", "60", "--seed", "3"])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 60)
        let expected = Array(
            try Tool.run(["env", "TZ=UTC", "journalctl", "-D", journal, "-n", "20", "--show-cursor", "--no-pager"])
        )
        let actual = try HTTPConnection(socket, path: "/logs?n=20&tz=UTC&show-cursor").readAll()
        // The last line differs in what a cursor is: journald's, or an event ID.
        let (ours, theirs) = (Self.lines(actual), Self.lines(expected))
        #expect(ours.dropLast() == theirs.dropLast())
        #expect(theirs.last?.hasPrefix("-- cursor: s=") == true)
        let newest = try #require(try LogQueries.json(socket, "/logs?n=1&o=json").first?["id"] as? Int)
        #expect(ours.last == "-- cursor: \(newest)")
        #expect(try HTTPConnection(socket, path: "/logs?after=\(newest)&o=cat").readAll().isEmpty)
        for output in ["cat", "short-iso"] {
            let text = try HTTPConnection(socket, path: "/logs?n=3&o=\(output)&show-cursor").readAll()
            #expect(Self.lines(text).last == "-- cursor: \(newest)", "\(output)")
        }
        let json = try HTTPConnection(socket, path: "/logs?n=3&o=json&show-cursor").readAll()
        #expect(Self.lines(json).last == "{\"event\":\"cursor\",\"id\":\(newest),\"last\":\(newest)}")
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    /// Entries as their fields, without regard to the order of fields: the journal's is that of its objects on disk.
    private static func sorted(_ bytes: [UInt8]) -> [[[UInt8]]] {
        var (entries, fields, index) = ([[[UInt8]]](), [[UInt8]](), 0)
        while index < bytes.count {
            var end = bytes[index...].firstIndex(of: 0x0a) ?? bytes.count
            if end > index, !bytes[index..<end].contains(UInt8(ascii: "=")) {
                end += 9 + bytes[end + 1..<end + 9].reversed().reduce(0) { $0 << 8 | Int($1) }
            }
            if end == index {
                entries.append(fields.sorted { $0.lexicographicallyPrecedes($1) })
                fields = []
            } else {
                fields.append(Array(bytes[index..<end]))
            }
            index = end + 1
        }
        return entries
    }

    @Test func `colours are journalctl's`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        try Tool.run([
            "python3", mkjournal, "-o", "\(journal)/", "-n", "200", "--boots", "2", "--multiline", "0.1", "--seed", "5",
            "--priority", "7:1,6:1,5:1,4:1,3:1,2:1,1:1,0:1",
        ])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 200)
        let environment = ["env", "TZ=UTC", "SYSTEMD_COLORS=256", "SYSTEMD_URLIFY=0"]
        var expected = String(
            decoding: try Tool.run(environment + ["journalctl", "--no-pager", "-D", journal, "-o", "short"]),
            as: UTF8.self
        )
        // journalctl marks the match of --grep by a second colour; without one it writes three for nothing between.
        for (on, highlight) in [("1;31", "1;39"), ("1;38;5;185", "1;39"), ("1;39", "1;31"), ("38;5;245", "1;31")] {
            expected = expected.replacingOccurrences(
                of: "\u{1b}[0;\(on)m\u{1b}[0;\(highlight)m\u{1b}[0;\(on)m",
                with: "\u{1b}[0;\(on)m"
            )
        }
        let path = "/logs?n=all&color=always&tz=UTC"
        let actual = String(decoding: try HTTPConnection(socket, path: path).readAll(), as: UTF8.self)
        #expect(actual == expected)
        #expect(actual.contains("\u{1b}[0;1;38;5;185m"))
    }
}
