import Foundation
import LogModel
import TestSupport
import Testing

@testable import TextSearch

/// Random patterns over random messages, compared with Python's `re`, which has the same meaning for what is drawn.
struct FuzzTests {
    private static let cases = 100
    private static let alphabet = ["a", "b", "A", " ", "0", "_", "\n", "ä", "Ä", "€", "😀"]

    @Test(.ownThread) func `random patterns find what Python finds`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        var lines: [String] = []
        var found: [[Int]] = []
        for _ in 0..<Self.cases {
            let source = Self.anchored(Self.pattern(depth: 2, &random), &random)
            let ignoresCase = Bool.random(using: &random)
            guard let pattern = try? CompiledPattern(source, ignoresCase: ignoresCase) else { continue }
            let messages = (0..<30).map { _ in Self.message(&random) }
            found.append(pattern.matching(messages.map { Array($0.utf8) }))
            lines.append(try Self.json(source, ignoresCase, messages))
        }
        try #require(found.count > Self.cases / 2)
        let output = try Tool.run(["python3", "-c", Self.program], input: lines.joined(separator: "\n"))
        let expected = String(decoding: output, as: UTF8.self).split(separator: "\n").map { line in
            line.split(separator: ",").compactMap { Int($0) }.filter { $0 >= 0 }
        }
        #expect(expected.count == found.count)
        for (number, pair) in zip(found, expected).enumerated() where pair.0 != pair.1 {
            Issue.record("seed \(seed): \(lines[number]): \(pair.0), Python \(pair.1)")
        }
    }

    @Test func `a required literal stands in all that matches`() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        for _ in 0..<Self.cases {
            let source = Self.pattern(depth: 2, &random) + (Bool.random(using: &random) ? "abba" : "b+ä€(ab)?")
            let pattern = TextPattern(source, ignoresCase: Bool.random(using: &random))
            guard let compiled = try? CompiledPattern(pattern), let literal = RequiredLiteral(pattern) else { continue }
            for _ in 0..<50 {
                let message = Array((Self.message(&random) + "abBaä€aB" + Self.message(&random)).utf8)
                guard compiled.matches(message) else { continue }
                let text = literal.isFolded ? message.map { (65...90).contains($0) ? $0 + 32 : $0 } : message
                let isThere = text.indices.contains { text[$0...].starts(with: literal.bytes) }
                #expect(isThere, "seed \(seed): \(source): \(literal.bytes)")
            }
        }
    }

    /// `re` without `(?u)` classes: `\w`, `\d` and `\b` are of ASCII, as PCRE has them.
    private static let program = """
        import json, re, sys
        for line in sys.stdin:
            source, caseless, messages = json.loads(line)
            classes = {r"\\w": "[A-Za-z0-9_]", r"\\W": "[^A-Za-z0-9_]", r"\\d": "[0-9]", r"\\S": "[^\\t-\\r ]"}
            for name, what in classes.items(): source = source.replace(name, what)
            boundary = r"(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))"
            source = source.replace(r"\\b", boundary)
            compiled = re.compile(source, re.I if caseless else 0)
            print(",".join(["-1"] + [str(i) for i, m in enumerate(messages) if compiled.search(m)]))
        """

    private static func json(_ source: String, _ ignoresCase: Bool, _ messages: [String]) throws -> String {
        String(decoding: try JSONSerialization.data(withJSONObject: [source, ignoresCase, messages]), as: UTF8.self)
    }

    static func message(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0...12, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
    }

    /// Places stand at the ends: elsewhere most patterns could never match, which is refused.
    private static func anchored(_ pattern: String, _ random: inout SplitMix) -> String {
        let start = ["", "", "", "^", "\\b", "(?:^| )", "\\A"].randomElement(using: &random) ?? ""
        let end = ["", "", "", "$", "\\b", "(?:$|b)"].randomElement(using: &random) ?? ""
        return "\(start)(?:\(pattern))\(end)"
    }

    static func pattern(depth: Int, _ random: inout SplitMix) -> String {
        let count = Int.random(in: 1...3, using: &random)
        return (0..<count).map { _ in item(depth, &random) + quantifier(&random) }.joined()
    }

    private static func item(_ depth: Int, _ random: inout SplitMix) -> String {
        let simple = [
            "a", "b", "A", "ä", "€", "😀", ".", "\\w", "\\W", "\\d", "\\S", "[ab]", "[^a]", "[^ä]", "[ä-ü]", "[a€]",
            "[^b\\n]",
            "\\n", "0", " ",
        ]
        switch Int.random(in: 0..<4, using: &random) {
        case 0 where depth > 0: return "(?:\(pattern(depth: depth - 1, &random)))"
        case 1 where depth > 0:
            return "(\(pattern(depth: depth - 1, &random))|\(pattern(depth: depth - 1, &random)))"
        default: return simple.randomElement(using: &random) ?? "a"
        }
    }

    private static func quantifier(_ random: inout SplitMix) -> String {
        ["", "", "", "", "*", "+", "?", "{2}", "{1,3}", "{2,}", "*?", "{0,2}"].randomElement(using: &random) ?? ""
    }
}
