import Testing

@testable import StreamServer

@Suite struct AnsiStripTests {
    /// As journalctl of systemd 252 shows them.
    @Test(
        arguments: [
            ("plain", nil), ("a\tb", "a        b"), ("\u{1b}[1;31mred\u{1b}[0m", "red"), ("\u{1b}]0;title\u{7}x", "x"),
            ("\u{1b}[31", "\u{1b}[31"), ("\u{1b}]0;t", "\u{1b}]0;t"), ("\u{1b}[3\u{1b}[1mx", "\u{1b}[3x"),
            ("\u{1b}[2Kx\t", "\u{1b}[2Kx        "), ("\u{1b}", "\u{1b}"), ("\u{1b}\u{1b}[m", "\u{1b}\u{1b}[m"),
            ("\u{1b}]a\u{1b}[m\u{7}", "\u{1b}]a\u{7}"), ("\u{1b}[\0mx", "x"), ("\u{1b}[", "\u{1b}["),
        ] as [(String, String?)]
    )
    func `tabs, whole colours and commands go, and what is cut short stays`(_ message: String, _ expected: String?) {
        let stripped = Array(message.utf8).withUnsafeBytes { AnsiStrip.stripped($0) }
        #expect(stripped.map { String(decoding: $0, as: UTF8.self) } == expected)
    }
}
