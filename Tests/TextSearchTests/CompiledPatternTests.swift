import LogModel
import Testing

@testable import TextSearch

struct CompiledPatternTests {
    @Test(arguments: [
        ("foo", "a foo b", true), ("foo", "fo", false), ("^foo", "foo", true), ("^foo", "a\nfoo", false),
        ("foo$", "foo", true), ("foo$", "foo\n", true), ("foo$", "foo\n\n", false), ("foo$", "foo\nx", false),
        ("foo\\z", "foo\n", false), ("foo\\Z", "foo\n", true), ("a.b", "a\nb", false), ("(?s)a.b", "a\nb", true),
        ("(?m)^b$", "a\nb\nc", true), ("\\bfoo\\b", "a foo.", true), ("\\bfoo\\b", "afoo", false),
        ("a\\Bb", "ab", true), ("x*", "", true), ("^$", "", true), ("^$", "a", false), ("^$", "\n", true),
        ("a|b|", "", true), ("(a|b){3}", "abab", true), ("a{2}", "a", false), ("a{,2}", "a{,2}", true),
        ("a{x", "a{x", true), ("[]a]", "]", true), ("[^]a]", "]", false), ("[a-]", "-", true), ("[\\d-z]", "-", true),
        ("\\Qa.b\\E+", "a.bbb", true), ("\\Qa.b\\E", "axb", false), ("(?x) a b # c\n", "ab", true),
        ("(?#x)a", "a", true), ("(?i)AB", "ab", true), ("a(?i)b|C", "c", true), ("(?i:a)b", "AB", false),
        ("(?<n>a)", "a", true), ("(?|a|b)", "b", true), ("[[:digit:]]+x", "12x", true), ("[[:^digit:]]", "1", false),
        ("\\x41\\x{42}\\0103", "AB\u{8}3", true), ("\\o{101}", "A", true),
        ("\\cA", "\u{1}", true), ("\\e\\[", "\u{1b}[", true), ("\\h", "\u{a0}", true), ("\\N", "\n", false),
        ("a**", "", nil), ("a{2}{3}", "", nil), ("\\x00", "a\0b", true), ("a.b", "a\0b", true),
    ])
    func `an expression means what it means to PCRE`(source: String, text: String, matches: Bool?) throws {
        guard let matches else {
            #expect(throws: PatternError.self) { try CompiledPattern(source) }
            return
        }
        #expect(try CompiledPattern(source).matches(text) == matches)
    }

    @Test(arguments: [
        ("^.$", "ä", true), ("^..$", "ä", false), ("^.{3}$", "aä€", true), ("^.{3}$", "äö", false),
        ("[ä-ü]", "ö", true), ("[ä-ü]", "a", false), ("[^ä]", "ä", false), ("^[^ä]$", "ö", true),
        ("\\x{e4}", "ä", true),
        ("^\\S+$", "grün", true), ("^\\W$", "ä", true), ("^[^a]$", "😀", true), ("ä+x", "äääx", true),
        ("^(ä|b){2}$", "bä", true), ("ä?b", "b", true), ("^[äöü]*$", "öüä", true), ("a.c", "a€c", true),
        ("^.*$", "日本", true), ("^.{2,}$", "日", false), ("^.{2,}$", "日本", true), ("日.*本", "日xx本", true),
    ])
    func `a character that is not ASCII is one character`(source: String, text: String, matches: Bool) throws {
        #expect(try CompiledPattern(source).matches(text) == matches)
    }

    @Test(arguments: [
        ("ärger", "ÄRGER", true), ("Ärger", "ärger", true), ("straße", "STRASSE", false), ("[à-ü]", "Ö", true),
        ("[^ö]", "Ö", false), ("k", "\u{212a}", false), ("привет", "ПРИВЕТ", true), ("σ", "Σ", true), ("a", "A", true),
        ("\\x{e4}", "Ä", true), ("[[:lower:]]", "A", true),
    ])
    func `ignoring case holds beyond ASCII, character by character`(
        source: String,
        text: String,
        matches: Bool
    ) throws {
        #expect(try CompiledPattern(source, ignoresCase: true).matches(text) == matches)
        let isSame = source == text
        if matches, !isSame { #expect(try !CompiledPattern(source).matches(text)) }
    }

    @Test(
        arguments: [
            ("^.$", [0xff], true), ("^..$", [0xc3, 0xff], true), ("^.$", [0xc3], true), ("^.$", [0xc3, 0x28], false),
            ("^..$", [0xc3, 0x28], true), ("^[^a]{3}$", [0xe2, 0x82, 0x41], true), ("a.b", [0x61, 0x80, 0x62], true),
            ("\\xff", [0x61, 0xff], true), ("\\xc3", [0xc3, 0xa4], true), ("[\\x80-\\xff]", [0xfe], true),
            ("ä", [0xff, 0xc3, 0xa4], true),
            ("^.ä$", [0xff, 0xc3, 0xa4], true), ("^.*x", [0xff, 0xfe, 0x78], true),
            ("^.$", [0xf4, 0xb0, 0x83, 0xbf], false), ("^.{4}$", [0xf4, 0xb0, 0x83, 0xbf], true),
            ("^.$", [0xed, 0xa0, 0x80], false),
        ] as [(String, [UInt8], Bool)]
    )
    func `a byte that is part of no character is one character`(
        source: String,
        text: [UInt8],
        matches: Bool
    ) throws {
        #expect(try CompiledPattern(source).matches(text) == matches)
    }

    @Test(arguments: [
        ("a(?=b)", "look-ahead `(?=` at column 2 is not supported; give several `grep`"),
        ("(?!b)", "negative look-ahead `(?!` at column 1"), ("x(?<=b)", "look-behind `(?<=` at column 2"),
        ("x(?<!b)", "negative look-behind `(?<!`"), ("(a)\\1", "back-reference `\\1` at column 4"),
        ("(?<n>a)\\k<n>", "back-reference `\\k`"), ("\\g1", "back-reference `\\g`"),
        ("(?P=n)", "back-reference `(?P=`"),
        ("a++", "possessive repeat `++` at column 2 is not supported; leave the last `+` out"),
        ("a{2}+", "possessive repeat"), ("(?>a)", "atomic group `(?>`"), ("(?(1)a)", "condition `(?(`"),
        ("(?R)", "recursion"), ("(?1)", "recursion `(?1`"), ("(?-1)", "recursion"), ("(?&n)", "recursion"),
        ("a\\K", "start of match `\\K`"), ("(?C1)", "callout"), ("(*FAIL)", "verb `(*`"),
        ("\\R", "line end of any kind"),
        ("\\X", "extended character"), ("\\pL", "Unicode property `\\p`"), ("\\C", "single byte"),
        ("\\G", "start of search"),
        ("[^\\xff]", "byte in a negated class"), ("\\N{U+41}", "named character"),
    ])
    func `what cannot be searched in linear time is named, with its place`(source: String, message: String) {
        let error = #expect(throws: PatternError.self) { try CompiledPattern(source) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("; ") == true)
    }

    @Test(arguments: [
        "(", ")", "a)", "[", "[a", "[b-a]", "*", "a|*", "(?", "(?z)", "(?i", "\\", "a\\", "\\x{110000}", "\\x{}", "\\y",
        "a{3,2}", "[[:nope:]]", "(?#", "(?<n", "\\c", "a^b", "[\\d-\\", "", "[[.a.]]",
        "a{1001}", "a{0,99999999999999999999}", "(((a{100}){100}){100}){100}", ".{900}.{900}",
        String(repeating: "a", count: 1001), String(repeating: "(", count: 200), "(?:[ä-ü]{300}){5}",
    ])
    func `what is no pattern, or too large a one, is refused`(source: String) {
        #expect(throws: PatternError.self) { try CompiledPattern(source) }
    }

    @Test(arguments: [
        ("a.b", "axb", false), ("a.b", "a.b", true), ("(?=", "x(?=", true), ("A", "a", false), ("ä\\", "ä\\", true),
        ("\\Q", "\\Q", true),
    ])
    func `a literal stands for itself`(source: String, text: String, matches: Bool) throws {
        #expect(try CompiledPattern(source, isLiteral: true).matches(text) == matches)
    }

    /// Vectorscan 5.4.9 misses two in three of these where the processor has AVX-512.
    @Test func `a run of any characters is searched wherever it lies`() throws {
        let pattern = try CompiledPattern("e.*e")
        let (scratch, count) = (Scratch(), 300)
        for start in 0..<64 {
            for place in 0..<count - 2 {
                var text = [UInt8](repeating: 0x61, count: start + count)
                (text[start + place], text[start + place + 2]) = (0x65, 0x65)
                let isFound = text[start...].withUnsafeBytes { pattern.matches($0, scratch) }
                #expect(isFound, "from \(start), at \(place)")
                if !isFound { return }
            }
        }
    }

    @Test func `a message of 200 KB is searched to its end`() throws {
        let long = [UInt8](repeating: 0x61, count: 200_000) + [0xff] + Array("needle".utf8)
        #expect(try CompiledPattern("needle$").matches(long))
        #expect(try CompiledPattern("^a*.needle").matches(long))
        #expect(try !CompiledPattern("a*\\bneedles").matches(long))
    }
}
