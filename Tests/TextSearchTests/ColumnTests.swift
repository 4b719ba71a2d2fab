import LogModel
import TestSupport
import Testing

@testable import TextSearch

struct ColumnTests {
    static func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test func `a match across two messages is none`() throws {
        let messages = Self.bytes(["foo", "bar", "foobar", "", "fo", "", "obar", "xfoo", "barx", "a", "b"])
        #expect(try CompiledPattern("foobar").matching(messages) == [2])
        #expect(try CompiledPattern("o+b").matching(messages) == [2, 6])
        #expect(try CompiledPattern("a.*b", ignoresCase: true).matching(messages) == [])
        #expect(try CompiledPattern("[^x]{4,}").matching(messages) == [2, 6])
    }

    @Test(arguments: [
        ("^b", [1, 8]), ("o$", [0, 7, 11]), ("^$", [3, 5]), ("x*", Array(0...11)), ("\\bbar\\b", [1]), ("", [Int]()),
        ("\\n", [11]), ("\\x00", [9]), (".\\xff", [10]), ("^.{2}$", [4, 9, 10]),
    ])
    func `a place is a place of its message`(source: String, expected: [Int]) throws {
        var messages = Self.bytes(["foo", "bar", "foobar", "", "fo", "", "obar", "xfoo", "barx"])
        messages += [[0, 0x61], [0xff, 0xff], Array("a\nfo\n".utf8)]
        if source.isEmpty { return }
        let expected = source == "o$" ? [0, 4, 7, 11] : expected
        #expect(try CompiledPattern(source).matching(messages) == expected)
    }

    @Test(arguments: [1, 2, 7, 64, 5000])
    func `a column is searched as its messages are`(oneIn: Int) throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let messages = (0..<20_000).map { _ -> [UInt8] in
            var message = (0..<Int.random(in: 0...30, using: &random)).map { _ in
                "abc é\n".utf8.randomElement(using: &random) ?? 0
            }
            if Int.random(in: 0..<oneIn, using: &random) == 0 { message += Array("needle".utf8) }
            return message
        }
        let column = ByteColumn(messages: messages)
        let wanted = messages.indices.filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
        for source in ["needle", "eedl", "^needle", "a.needle", "needle$", "c[^a]n", "b*", "é.é", "(?s)e.*e", "\\bn"] {
            let pattern = try CompiledPattern(source)
            let found = pattern.matching(wanted, in: column, Scratch())
            #expect(found == wanted.filter { pattern.matches(messages[$0]) }, "\(source)")
            let few = Array(wanted.prefix(3))
            #expect(pattern.matching(few, in: column, Scratch()) == few.filter { pattern.matches(messages[$0]) })
        }
    }

    @Test func `a group tells of each pattern what it would tell alone`() throws {
        let messages = Self.bytes(["foo", "bar", "", "Foo bar", "ä"]) + [[0xff, 0x61]]
        let sources = ["foo", "^ba", "^$", "x*", "o b", "^.$", "^.a", "ä"]
        let group = try PatternGroup(sources.map { try CompiledPattern($0) })
        let found = group.matches(in: ByteColumn(messages: messages), Scratch())
        for (source, matches) in zip(sources, found) {
            #expect(try matches.map { Int($0) } == CompiledPattern(source).matching(messages), "\(source)")
        }
    }
}
