import LogModel
import Testing

@testable import TextSearch

struct RequiredLiteralTests {
    @Test(arguments: [
        ("needle", false, "needle"), ("Needle", true, "needle"), ("a.needle+x", false, "needl"), ("abc", false, nil),
        ("foobar|x", false, nil), ("(foobar)+", false, "foobar"), ("(foobar)*x", false, nil),
        ("foo\\.bar", false, "foo.bar"),
        ("^foo$|bar", false, nil), ("^\\bfoo: bar$", false, "foo: bar"), ("[f]oob", false, "foob"),
        ("[fF]oob", false, nil),
        ("[fF]oob", true, "foob"), ("fo?obar", false, "obar"), ("a{4}", false, nil), ("grün!", false, "grün!"),
        ("(?i)needle", false, nil), ("(?:nee)(?:dle)", false, "needle"), ("x(?#c)yz\\Q.w\\E", false, "xyz.w"),
        ("(", false, nil),
        ("grünlich", true, "nlich"), ("(a|b)cdef", false, "cdef"), ("status=\\d{3} bytes", true, "status="),
    ])
    func `the longest bytes that a match must hold`(source: String, ignoresCase: Bool, expected: String?) {
        let found = RequiredLiteral(TextPattern(source, ignoresCase: ignoresCase))
        #expect(found?.bytes == expected.map { Array($0.utf8) })
        if let found { #expect(found.isFolded == ignoresCase) }
    }

    @Test func `what excludes requires nothing`() {
        #expect(RequiredLiteral(TextPattern("needle", ignoresCase: false, isExcluded: true)) == nil)
    }

    @Test func `a literal requires itself`() {
        let found = RequiredLiteral(TextPattern("a.*b(", isLiteral: true, ignoresCase: false))
        #expect(found?.bytes == Array("a.*b(".utf8))
    }
}
