import Foundation
import TestSupport
import Testing

/// A pattern finds what `journalctl -g` finds.
@Suite(.serialized, .ownThread) struct PatternJournalTests {
    /// Where both have the same meaning: not where characters beyond ASCII are counted, or their case ignored.
    static let fixed = [
        "error", "Error", "^[a-z]", "[0-9]$", "\\d{3,}", "^$", "x*", "\\bto\\b", "a.*e", "(?i)GET|post", "[^ -~]",
        "\\x1b\\[",
        "\\t", "^\\S+$", "\\n", "(?m)^at ", "(?s)a.*z$", "é|ü|日", "[[:punct:]]{2}", ".{200}", "\\xff", "^[^/]*$",
        "a{2}|b{2}",
    ]

    @Test func `a pattern finds journalctl's entries`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let seed = UInt64.random(in: 0...UInt64(UInt32.max))
        print("seed \(seed)")
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let odd = ["multiline", "nonutf8", "empty", "nomessage", "ansi", "unicode"].flatMap { ["--\($0)", "0.08"] }
        let huge = ["--huge", "0.005", "--huge-bytes", "200K", "--boots", "2"]
        try Tool.run(["python3", mkjournal, "-o", "\(journal)/", "-n", "3000", "--seed", "\(seed)"] + odd + huge)
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 3000)
        var counts: [Int] = []
        for pattern in Self.fixed {
            let expected = try Self.cursors(journal, pattern)
            let found = try Self.found(socket, "g", pattern)
            #expect(found == expected, "seed \(seed), pattern \(pattern)")
            let others = try Self.found(socket, "x", pattern)
            #expect(others.count == 3000 - found.count && Set(others).isDisjoint(with: found), "pattern \(pattern)")
            counts.append(found.count)
        }
        print("patterns find \(counts)")
        #expect(counts.count { $0 > 0 } > 12)
    }

    private static func found(_ socket: String, _ parameter: String, _ pattern: String) throws -> [String] {
        let escaped = pattern.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? pattern
        let events = try LogQueries.json(socket, "/logs?n=all&o=json&fields=all&\(parameter)=\(escaped)")
        return events.compactMap { ($0["fields"] as? [String: Any])?["__CURSOR"] as? String }
    }

    /// journalctl's status tells that nothing was found, and is no failure here.
    private static func cursors(_ journal: String, _ pattern: String) throws -> [String] {
        let command = "journalctl -q -D \"$1\" -o json --output-fields=_PID -g \"$2\" || test $? = 1"
        let output = try Tool.run(["sh", "-c", command, "sh", journal, pattern])
        return try LogQueries.objects(Array(output)).compactMap { $0["__CURSOR"] as? String }
    }
}
