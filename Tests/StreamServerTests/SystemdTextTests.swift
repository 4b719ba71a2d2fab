import TestSupport
import Testing

@testable import StreamServer

struct SystemdTextTests {
    @Test(
        arguments: [
            ("5", 5), ("-9", -9), ("+2", 2), (" 7", 7), ("0x10", 16), ("010", 8), ("0b11", 3), ("0o17", 15), ("-0", 0),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil), ("", nil),
            ("- 1", nil), ("1 ", nil), ("a", nil), ("--1", nil), ("0x", nil), ("08", nil),
        ] as [(String, Int64?)]
    )
    func `numbers are read as safe_atoi64 reads them`(text: String, value: Int64?) {
        #expect(SystemdText.signed(text) == value)
        #expect(
            SystemdText.unsigned(text) == value.flatMap { UInt64(exactly: $0) } || text.hasPrefix("9223372036854775808")
        )
    }

    @Test(
        arguments: [
            ("1", 1_000_000), ("1.5", 1_500_000), ("2min 3s", 123_000_000), ("1h", 3_600_000_000), ("5us", 5),
            ("", nil),
            (".", nil), ("1x", nil), ("99999999999999999999", nil), (" 10 ms", 10_000),
            ("1700000000.25", 1_700_000_000_250_000),
        ] as [(String, UInt64?)]
    )
    func `spans are read as parse_sec reads them`(text: String, value: UInt64?) {
        #expect(SystemdText.seconds(text) == value)
    }

    @Test func `random ranges and cursors never trap`() {
        let seed = UInt64.random(in: 0 ... .max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let alphabet = Array("entries=realtime:;-+0123456789abcdefx ism t\u{e9}%")
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in alphabet.randomElement(using: &random) }
            )
            for unit in ["", "entries=", "realtime="] { _ = try? EntriesRange(unit + text) }
            _ = EntryCursor(text)
        }
    }
}
