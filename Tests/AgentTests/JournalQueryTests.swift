import Foundation
import TestSupport
import Testing

/// Whatever journalctl is asked by its options, the log answers with the same entries.
@Suite(.serialized, .ownThread) struct JournalQueryTests {
    /// The options of journals that differ in boots, messages and formats; the seed varies the rest.
    static let shapes: [[String]] = [
        ["--boots", "3"],
        ["--boots", "2", "--multiline", "0.1", "--binary", "0.1", "--nonutf8", "0.1"],
        ["--boots", "4", "--empty", "0.1", "--nomessage", "0.1", "--ansi", "0.1", "--unicode", "0.1"],
        ["--repeat", "0.3", "--extra-fields", "6", "--boots", "2"],
        ["--format", "regular", "--boots", "5", "--user", "0.1"],
        ["--format", "unkeyed", "--no-compress", "--pid1", "0.1", "--coredump", "0.1"],
        ["--priority", "0:1,1:1,2:1,3:1,4:1,5:1,6:1,7:1", "--object", "0.1", "--boots", "2"],
        ["--unit", "a.service", "--unit", "a-b.service", "--unit", "kernel", "--unit", "x@1.service", "--boots", "3"],
        ["--huge", "0.01", "--huge-bytes", "70K", "--boots", "2", "--unit", "kernel", "--unit", "web.service:3"],
        ["--field", "APP_STAGE=blue", "--field", "COLOR=", "--boots", "2", "--repeat", "0.2", "--unicode", "0.2"],
    ]

    /// The journal of a test, and the agent that serves it.
    private struct Served {
        let directory: TemporaryDirectory
        let journal: String
        let socket: String
        let agent: AgentProcess

        init(_ shape: [String], seed: UInt64, entries: Int, mkjournal: String) throws {
            directory = try TemporaryDirectory()
            journal = directory.file("journal")
            socket = directory.file("s")
            let command = ["python3", mkjournal, "-o", "\(journal)/", "-n", "\(entries)", "--seed", "\(seed)"]
            try Tool.run(command + shape)
            agent = try AgentProcess([
                "--journal-dir", journal, "--since", "all", "--state", directory.file("state"), "--socket", socket,
            ])
            try LogQueries.waitForEvents(socket, count: entries)
        }
    }

    @Test(arguments: 0..<20)
    func `units, priorities, identifiers, boots, times, fields and patterns give journalctl's entries`(_ index: Int)
        throws
    {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let seed = UInt64.random(in: 0..<1 << 31)
        print("journal \(index): seed \(seed)")
        var random = SplitMix(seed: seed)
        let shape = Self.shapes[index % Self.shapes.count]
        let served = try Served(shape, seed: seed, entries: 600, mkjournal: mkjournal)
        defer { served.agent.kill() }
        let entries = try journalctl([], served)
        let questions = Question.all(about: entries, &random)
        var matched = 0
        for question in questions {
            let expected = try journalctl(question.options, served).map { $0["__CURSOR"] as? String ?? "" }
            let actual = try cursors(question.parameters, served)
            #expect(actual == expected, "seed \(seed): \(question.options) against \(question.parameters)")
            matched += expected.count
        }
        #expect(matched > 0)
        print("journal \(index): \(questions.count) questions with \(matched) entries equal")
    }

    private func cursors(_ parameters: String, _ served: Served) throws -> [String] {
        let path = "/logs?n=all&o=json&fields=__CURSOR&\(parameters)"
        return try LogQueries.json(served.socket, path).map {
            ($0["fields"] as? [String: Any])?["__CURSOR"] as? String ?? ""
        }
    }

    private func journalctl(_ options: [String], _ served: Served) throws -> [[String: Any]] {
        let command = ["journalctl", "-q", "-D", served.journal, "-o", "json", "--all"] + options
        do {
            return try LogQueries.objects(Array(Tool.run(command)))
        } catch let error as Tool.Failed where error.description.contains("No data available") {
            return []
        } catch let error as Tool.Failed where options.contains("-g") && error.description.hasSuffix("status 1: ") {
            // As grep, where nothing matches.
            return []
        }
    }
}

/// One question, in journalctl's options and in the query's parameters.
private struct Question {
    var options: [String] = []
    var parameters = ""

    /// Questions about what a journal holds: each kind alone, and random kinds together.
    static func all(about entries: [[String: Any]], _ random: inout SplitMix) -> [Question] {
        let makers: [([[String: Any]], inout SplitMix) -> Question] = [
            unit, identifier, priority, boot, kernel, times, fields, facility, pattern,
        ]
        var questions = makers.map { $0(entries, &random) }
        for _ in 0..<12 {
            var both = Question()
            for maker in makers.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)) {
                both.add(maker(entries, &random))
            }
            if Bool.random(using: &random) {
                both.options.append("-r")
                both.parameters += "&r"
            }
            questions.append(both)
        }
        return questions
    }

    private mutating func add(_ other: Question) {
        // journalctl takes the last of an option that stands there twice.
        if !other.options.isEmpty, options.contains(other.options[0]) { return }
        if options.contains("-k"), other.options.first == "-b" { return }
        if options.contains("-b"), other.options.first == "-k" { return }
        // journalctl joins a facility and a match on its field by OR; HTTP-API §7 has AND.
        let all = options + other.options
        if all.contains("--facility"), all.contains(where: { $0.hasPrefix("SYSLOG_FACILITY=") }) { return }
        options += other.options
        parameters += parameters.isEmpty ? other.parameters : "&\(other.parameters)"
    }

    private static func values(_ name: String, _ entries: [[String: Any]]) -> [String] {
        Set(entries.compactMap { $0[name] as? String }).sorted()
    }

    private static func escaped(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }

    private static func unit(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let all = values("_SYSTEMD_UNIT", entries) + ["w*", "*.service", "none.service"]
        let units = all.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
        // Of several, one that matches nothing makes journalctl give up; of globs alone too.
        let chosen = units.contains { $0 == "none.service" } ? ["none.service"] : Array(units)
        return Question(
            options: chosen.flatMap { ["-u", $0] },
            parameters: chosen.map { "u=\(escaped($0))" }.joined(separator: "&")
        )
    }

    private static func identifier(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let all = values("SYSLOG_IDENTIFIER", entries) + ["none"]
        let chosen = all.shuffled(using: &random).prefix(Int.random(in: 1...2, using: &random))
        return Question(
            options: chosen.flatMap { ["-t", $0] },
            parameters: chosen.map { "t=\(escaped($0))" }.joined(separator: "&")
        )
    }

    private static func priority(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let names = ["emerg", "1", "crit", "err", "warning", "5", "info", "debug"]
        let first = Int.random(in: 0...7, using: &random)
        let text =
            Bool.random(using: &random) ? names[first] : "\(first)..\(names[Int.random(in: 0...7, using: &random)])"
        return Question(options: ["-p", text], parameters: "p=\(text)")
    }

    private static func boot(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let ids = values("_BOOT_ID", entries)
        let offset = Int.random(in: 0..<max(ids.count, 1), using: &random)
        let name = [ids.randomElement(using: &random) ?? "0", "\(-offset)", "\(offset + 1)"][
            Int.random(in: 0...2, using: &random)
        ]
        return Question(options: ["-b", name], parameters: "b=\(name)")
    }

    private static func pattern(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let words = entries.compactMap { $0["MESSAGE"] as? String }.flatMap { $0.split(separator: " ") }.filter {
            word in
            word.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
        }
        let fixed = ["^request", "[0-9]{3} ", "(GET|post) ", "e.*e", "\\d+ms$", "x*", "none of all"]
        let choices = fixed + words.shuffled(using: &random).prefix(5).map { String($0) }
        let chosen = choices.randomElement(using: &random) ?? "x"
        return Question(options: ["-g", chosen], parameters: "g=\(escaped(chosen))")
    }

    private static func kernel(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        Question(options: ["-k"], parameters: "k")
    }

    private static func times(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let times = entries.compactMap { ($0["__REALTIME_TIMESTAMP"] as? String).flatMap { UInt64($0) } }
        func time(_ random: inout SplitMix) -> UInt64 {
            (times.randomElement(using: &random) ?? 0) + UInt64.random(in: 0...1, using: &random)
        }
        func text(_ time: UInt64) -> String {
            "@\(time / 1_000_000).\(String(1_000_000 + time % 1_000_000).dropFirst())"
        }
        let both = [time(&random), time(&random)].sorted()
        let (since, until) = (text(both[0]), text(both[1]))
        switch Int.random(in: 0...3, using: &random) {
        case 0: return Question(options: ["--since", since], parameters: "since=\(since)")
        case 1: return Question(options: ["--until", until], parameters: "until=\(until)")
        default:
            return Question(options: ["--since", since, "--until", until], parameters: "since=\(since)&until=\(until)")
        }
    }

    private static func fields(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let odd: Set = ["MESSAGE_ID", "__CURSOR"]
        var question = Question()
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            guard let entry = entries.randomElement(using: &random) else { break }
            let names = entry.keys.filter { !$0.hasPrefix("__") && !odd.contains($0) }.sorted()
            guard let name = names.randomElement(using: &random) else { break }
            let several = entry[name] as? [String]
            // What is no text cannot be an argument of a command.
            guard let value = several?.randomElement(using: &random) ?? entry[name] as? String,
                value.utf8.count < 4000, !value.utf8.contains(0)
            else { continue }
            question.options.append("\(name)=\(value)")
            question.parameters += "\(question.parameters.isEmpty ? "" : "&")\(name)=\(escaped(value))"
        }
        return question
    }

    private static func facility(_ entries: [[String: Any]], _ random: inout SplitMix) -> Question {
        let name = ["kern", "user", "daemon", "auth,cron", "3", "local7"].randomElement(using: &random) ?? "kern"
        return Question(options: ["--facility", name], parameters: "facility=\(name)")
    }
}
