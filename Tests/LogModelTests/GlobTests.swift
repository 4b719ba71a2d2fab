import LogModel
import Testing

@Suite struct GlobTests {
    static let table: [(pattern: String, text: String, matches: Bool)] = [
        ("nginx*", "nginx.service", true), ("nginx*", "mynginx", false), ("*", "", true), ("", "", true),
        ("", "a", false),
        ("a?c", "abc", true), ("a?c", "ac", false), ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false),
        ("[]]x", "]x", true), ("[a", "[a", true), ("\\*", "*", true), ("\\*", "a", false), ("a*b*c", "aXbYc", true),
        ("a*b*c", "aXbY", false), ("*.slice", "system.slice", true), ("x\\x2d*", "xx2dy", true), ("[a-]", "-", true),
    ]

    @Test(arguments: table)
    func `patterns match as fnmatch has it`(pattern: String, text: String, matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches)
    }

    @Test func `a hostile pattern takes no exponential time`() {
        let pattern = String(repeating: "a*", count: 200) + "b"
        #expect(!Glob(pattern).matches(String(repeating: "a", count: 2000)))
    }

    @Test func `a unit is itself or its service, and a leading mark excludes`() {
        #expect(UnitPattern("web").matches("web.service"))
        #expect(UnitPattern("web").matches("web"))
        #expect(!UnitPattern("web").matches("web.socket"))
        let selection = UnitSelection(parameters: ["w*", "!web"])
        #expect(selection.matches(Origin(input: "journal", units: ["worker.service"])))
        #expect(!selection.matches(Origin(input: "journal", units: ["web.service"])))
        #expect(!selection.matches(Origin(input: "journal", units: ["db.service"])))
    }
}
