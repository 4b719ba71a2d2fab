import Foundation
import TestSupport
import Testing

/// For any unit, slice and glob, the log holds what journalctl shows.
@Suite(.serialized, .ownThread) struct JournalUnitTests {
    /// The options of ten journals: units, boots, kinds of messages, file formats.
    static let journals: [[String]] = [
        ["--boots", "3"],
        [
            "--boots", "2", "--unit", "web.service:5", "--unit", "db.service", "--unit", "worker@1.service", "--unit",
            "worker@2.service",
        ],
        ["--unit", "a.service", "--unit", "a-b.service", "--unit", "ab.service", "--unit", "kernel", "--boots", "4"],
        ["--multiline", "0.1", "--binary", "0.1", "--nonutf8", "0.1", "--boots", "2"],
        ["--empty", "0.1", "--nomessage", "0.1", "--ansi", "0.1", "--unicode", "0.1"],
        ["--repeat", "0.2", "--extra-fields", "6"],
        ["--format", "regular", "--boots", "5"],
        [
            "--format", "unkeyed", "--no-compress", "--unit", "dbus.socket", "--unit", "home.mount", "--unit",
            "tick.timer",
        ],
        ["--step-back", "10m", "--boots", "2"],
        ["--huge", "0.01", "--huge-bytes", "100K", "--unit", "x\\x2dy.service", "--unit", "web.service"],
    ]

    @Test(arguments: journals.indices)
    func `every unit, slice and glob has journalctl's entries`(_ index: Int) throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let about = ["--pid1", "0.06", "--coredump", "0.04", "--object", "0.06", "--user", "0.1"]
        let command = ["python3", mkjournal, "-o", "\(journal)/", "-n", "1500", "--seed", "\(index)"]
        try Tool.run(command + about + Self.journals[index])
        let socket = directory.file("s")
        let agent = try AgentProcess([
            "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
        ])
        defer { agent.kill() }
        try LogQueries.waitForEvents(socket, count: 1500)
        let units = try unitsAndGlobs(journal)
        for unit in units { try compare(unit, journal, socket) }
        print("journal \(index): \(units.count) units, slices and globs equal")
    }

    private func unitsAndGlobs(_ journal: String) throws -> [String] {
        let fields = ["_SYSTEMD_UNIT", "UNIT", "OBJECT_SYSTEMD_UNIT", "COREDUMP_UNIT", "_SYSTEMD_SLICE"]
        var units: Set<String> = ["*", "w*", "*.slice", "[a-d]*.service", "w?b.service", "system*", "web", "kernel"]
        for field in fields {
            let values = try Tool.run(["journalctl", "-D", journal, "-F", field])
            units.formUnion(String(decoding: values, as: UTF8.self).split(separator: "\n").map { String($0) })
        }
        return units.sorted()
    }

    private func compare(_ unit: String, _ journal: String, _ socket: String) throws {
        let expected = try journalctl(unit, journal)
        let escaped = unit.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? unit
        let actual = try LogQueries.json(socket, "/logs/\(escaped)?n=all&o=json&fields=all")
        let cursors = actual.map { ($0["fields"] as? [String: Any])?["__CURSOR"] as? String }
        #expect(cursors == expected.map { $0["__CURSOR"] as? String }, "unit \(unit)")
        for (entry, event) in zip(expected, actual) {
            #expect(differences(entry, event) == [], "unit \(unit), \(entry["__CURSOR"] ?? "")")
        }
    }

    private func journalctl(_ unit: String, _ journal: String) throws -> [[String: Any]] {
        do {
            let output = try Tool.run(["journalctl", "-q", "-D", journal, "-u", unit, "-o", "json", "--all"])
            return try LogQueries.objects(Array(output))
        } catch let error as Tool.Failed where error.description.contains("No data available") {
            // What it says of a glob that matches no unit.
            return []
        }
    }

    /// The names of the journal's text fields that the event has otherwise.
    private func differences(_ entry: [String: Any], _ event: [String: Any]) -> [String] {
        let fields = event["fields"] as? [String: Any] ?? [:]
        let top = ["MESSAGE": "message", "SYSLOG_IDENTIFIER": "identifier"]
        return entry.compactMap { name, value in
            if name == "__REALTIME_TIMESTAMP" { return nil }
            if name == "PRIORITY" { return "\(event["priority"] ?? "")" == "\(value)" ? nil : name }
            let ours = top[name].map { event[$0] } ?? fields[name]
            switch value {
            case let text as String: return ours as? String == text ? nil : name
            case let texts as [String]: return ours as? [String] == texts ? nil : name
            default:
                return ours == nil && event["message_base64"] == nil && fields["\(name)_base64"] == nil ? name : nil
            }
        }
    }
}
