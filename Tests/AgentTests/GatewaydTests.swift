import Foundation
import TestSupport
import Testing

/// Asks Debian's systemd-journal-gatewayd and Logcast the same, over the same journal.
@Suite(.serialized, .ownThread) struct GatewaydTests {
    static let reference = "/lib/systemd/systemd-journal-gatewayd"

    static let accepts: [String?] = [
        nil, "application/json", "text/event-stream", "application/json-seq", "application/vnd.fdo.journal",
        "application/json, */*", "text/plain",
    ]
    static let arguments = [
        "", "?discrete", "?follow=no", "?follow=0&discrete=1", "?boot", "?boot=0", "?boot=maybe",
        "?_SYSTEMD_UNIT=web.service", "?_SYSTEMD_UNIT=web.service&_SYSTEMD_UNIT=db.service&PRIORITY=6",
        "?PRIORITY=6&PRIORITY=3&_TRANSPORT=stdout", "?_BOOT_ID=BOOT", "?MESSAGE=", "?TAG=a&", "?&_PID=1", "?lower=1",
        "?__X=1", "?_PID", "?MESSAGE=%ff%zz", "?_COMM=w+eb", "?=x",
    ]

    /// `C` stands for a cursor of the journal. None skips past the end, where the two differ.
    static let ranges: [String?] = [
        nil, "entries=:5:3", "entries=:-9:10", "entries=:-9:", "entries=::", "entries=:0:0", "entries=:-400:2",
        "entries=:3", "entries=", "entries=:", "entries=C", "entries=C:1:2", "entries=C:-2:4", "entries=C:0:1",
        "entries=xx", "entries=:0x3:010", "entries=:a:1", "entries=:1:b", "entries=:1:2:3", "entries= :1:2",
        "bytes=0-1", "entries=:-149:3", "entries=:-150:1", "entries=:- 1:1", "entries=:-0:1", "entries=:1:+2",
        "entries=s=1;i=2", "entries=:99999999999999999999:1",
    ]

    /// Follows that end by themselves: as many entries as they ask for are there.
    static let follows: [(argument: String, range: String)] = [
        ("?follow", "entries=:5:3"), ("?follow", "entries=:-9:10"), ("?follow=1", "entries=C:1:2"),
        ("?follow", "entries=C:-2:4"), ("?follow=yes", "entries=:3"), ("?follow&PRIORITY=6", "entries=:0:1"),
        ("?follow&discrete", "entries=C:0:5"), ("?follow&_BOOT_ID=BOOT", "entries=:0:2"),
    ]

    private struct Journal {
        let directory: TemporaryDirectory
        let path: String
        let cursors: [String]
        let boots: [String]

        init(seed: UInt64, mkjournal: String) throws {
            directory = try TemporaryDirectory()
            path = directory.file("journal")
            let odd = [
                "--multiline", "--binary", "--nonutf8", "--empty", "--nomessage", "--ansi", "--unicode", "--repeat",
            ]
            try Tool.run(
                ["python3", mkjournal, "-o", "\(path)/", "-n", "150", "--boots", "3", "--seed", "\(seed)"]
                    + odd.flatMap { [$0, "0.1"] }
                    + [
                        "--huge", "0.03", "--huge-bytes", "5000", "--pid1", "0.05", "--user", "0.05", "--extra-fields",
                        "3",
                    ]
            )
            let entries = try LogQueries.objects(
                Array(try Tool.run(["journalctl", "-q", "-D", path, "-o", "json", "--all"]))
            )
            cursors = entries.compactMap { $0["__CURSOR"] as? String }
            boots = entries.compactMap { $0["_BOOT_ID"] as? String }
        }
    }

    private func serve(_ journal: Journal) throws -> (AgentProcess, BackgroundCommand, ours: String, theirs: String) {
        let (ours, theirs) = (journal.directory.file("logcast"), journal.directory.file("gatewayd"))
        let gatewayd = try BackgroundCommand(
            ["systemd-socket-activate", "-l", theirs, Self.reference, "-D", journal.path],
            until: "Listening on"
        )
        let agent = try AgentProcess([
            "--journal-dir", journal.path, "--since", "all", "--state", journal.directory.file("state"), "--socket",
            ours,
        ])
        try LogQueries.waitForEvents(ours, count: journal.cursors.count)
        return (agent, gatewayd, ours, theirs)
    }

    @Test func `the same requests have the same answers`() throws {
        guard let mkjournal = Tool.shared("mkjournal"), FileManager.default.isExecutableFile(atPath: Self.reference)
        else { return }
        let seed = UInt64.random(in: 0..<1 << 32)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let journal = try Journal(seed: seed, mkjournal: mkjournal)
        let (agent, gatewayd, ours, theirs) = try serve(journal)
        defer {
            agent.kill()
            gatewayd.end()
        }
        var requests = Self.accepts.flatMap { accept in
            Self.ranges.map { EntriesRequest(accept: accept, range: $0) }
        }
        // Every argument with some ranges; all with all would take minutes, since gatewayd opens the journal anew.
        for argument in Self.arguments {
            for range in Self.ranges.shuffled(using: &random).prefix(5) {
                let accept = Self.accepts.randomElement(using: &random) ?? nil
                requests.append(EntriesRequest(accept: accept, range: range, path: "/entries\(argument)"))
            }
        }
        requests += Self.accepts.flatMap { accept in
            Self.follows.map { EntriesRequest(accept: accept, range: $0.range, path: "/entries\($0.argument)") }
        }
        let cursor = journal.cursors[Int.random(in: 10..<100, using: &random)]
        for request in requests {
            var request = request
            request.range = request.range?.replacingOccurrences(of: "C", with: cursor)
            request.path = request.path.replacingOccurrences(of: "BOOT", with: journal.boots[75])
            // Where a match leaves few entries, a skip may pass the end.
            if let range = request.range, ["entries=:5:3", "entries=:0x3:010"].contains(range),
                request.path.contains("=")
            {
                continue
            }
            #expect(try EntriesAnswer(ours, request) == EntriesAnswer(theirs, request), "\(request)")
        }
        print("\(requests.count) requests for entries equal")
        try compareFields(journal, ours, theirs)
    }

    private func compareFields(_ journal: Journal, _ ours: String, _ theirs: String) throws {
        let names = String(decoding: try Tool.run(["journalctl", "-D", journal.path, "-N"]), as: UTF8.self)
            .split(separator: "\n").map { String($0) }
        #expect(names.count > 15)
        for name in names + ["NONE", "foo", "", "__X", "%5fPID"] {
            for accept in ["application/json", "text/plain", "application/vnd.fdo.journal"] {
                let request = EntriesRequest(accept: accept, path: "/fields/\(name)")
                let (one, other) = (try EntriesAnswer(ours, request), try EntriesAnswer(theirs, request))
                #expect(one.status == other.status && one.contentType == other.contentType, "\(request)")
                // The order of the values is the journal's hash table's, or that in which they came.
                let lines = [one, other].map {
                    $0.text.split(separator: 0x0a).map { Array($0) }.sorted { $0.lexicographicallyPrecedes($1) }
                }
                #expect(lines[0] == lines[1], "\(request)")
            }
        }
    }

    @Test func `methods, the machine and the boots are theirs`() throws {
        guard let mkjournal = Tool.shared("mkjournal"), FileManager.default.isExecutableFile(atPath: Self.reference)
        else { return }
        let journal = try Journal(seed: 7, mkjournal: mkjournal)
        let (agent, gatewayd, ours, theirs) = try serve(journal)
        defer {
            agent.kill()
            gatewayd.end()
        }
        for method in ["POST", "HEAD", "PUT", "DELETE", "OPTIONS"] {
            let answers = try [ours, theirs].map { address -> String in
                let connection = try HTTPConnection(address, path: "/entries", method: method)
                let body = String(decoding: connection.readAll(), as: UTF8.self)
                return "\(connection.status) \(connection.headers["content-type"] ?? "") \(body)"
            }
            #expect(answers[0] == answers[1], "\(method)")
            #expect(answers[0].hasPrefix("406 "))
        }
        let machines = try [ours, theirs].map { address in
            try JSONSerialization.jsonObject(with: Data(HTTPConnection(address, path: "/machine").readAll()))
                as? [String: String] ?? [:]
        }
        #expect(machines[0].keys.sorted() == machines[1].keys.sorted() && machines[0].count == 8)
        // What the log takes on disk is its own; who runs in a virtual machine is known by D-Bus alone.
        for (name, value) in machines[1] where name != "usage" && name != "virtualization" {
            #expect(machines[0][name] == value, "\(name)")
        }
        let boots = EntriesRequest(accept: "application/json-seq", path: "/boots")
        let sequence = try HTTPConnection(ours, path: boots.path, headers: boots.headers).readAll()
        let list = try Tool.run(["journalctl", "-D", journal.path, "--list-boots", "-o", "json"])
        let expected = try JSONSerialization.jsonObject(with: list) as? [NSDictionary] ?? []
        let actual = try sequence.split(separator: 0x1e).map {
            try JSONSerialization.jsonObject(with: Data($0)) as? NSDictionary ?? [:]
        }
        #expect(actual == expected && actual.count == 3)
        #expect(try HTTPConnection(ours, path: "/browse").headers["location"] == "/")
    }

    @Test func `where systemd 252 repeats the last entry, nothing is sent`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let journal = try Journal(seed: 8, mkjournal: mkjournal)
        let ours = journal.directory.file("logcast")
        let agent = try AgentProcess([
            "--journal-dir", journal.path, "--since", "all", "--state", journal.directory.file("state"), "--socket",
            ours,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(ours, count: 150)
        func cursors(_ range: String, _ headers: [String: String] = [:]) throws -> [String] {
            let fields = ["Accept": "application/json", "Range": range].merging(headers) { _, new in new }
            let body = try HTTPConnection(ours, path: "/entries", headers: fields).readAll()
            return try LogQueries.objects(body).compactMap { $0["__CURSOR"] as? String }
        }
        #expect(try cursors("entries=:150:1") == [])
        #expect(try cursors("entries=:149:9") == journal.cursors.suffix(1))
        #expect(try cursors("entries=\(journal.cursors[149]):1:5") == [])
        // systemd 258's ranges of time, and a cursor that an EventSource sends back.
        let entries = journal.cursors.compactMap { EntryTime($0) }
        let (since, until) = (entries[40], entries[60])
        #expect(try cursors("realtime=\(since.seconds):\(until.seconds)") == Array(journal.cursors[40...60]))
        #expect(try cursors("realtime=\(since.seconds)::2:3") == Array(journal.cursors[42..<45]))
        #expect(try cursors("realtime=:\(until.seconds):-4:") == Array(journal.cursors[56...60]))
        #expect(try cursors("entries=:0:1", ["Last-Event-ID": journal.cursors[146]]) == Array(journal.cursors[147...]))
        for wrong in ["realtime=", "realtime=5:1", "realtime=x:", "realtime=1:2:3:x"] {
            #expect(try HTTPConnection(ours, path: "/entries", headers: ["Range": wrong]).status == 400, "\(wrong)")
        }
    }

    /// The time in a cursor.
    private struct EntryTime {
        /// With six places.
        let seconds: String

        init?(_ cursor: String) {
            guard let field = cursor.split(separator: ";").first(where: { $0.hasPrefix("t=") }),
                let time = UInt64(field.dropFirst(2), radix: 16)
            else { return nil }
            let rest = String(time % 1_000_000)
            seconds = "\(time / 1_000_000).\(String(repeating: "0", count: 6 - rest.count))\(rest)"
        }
    }
}
