import Foundation
import LogModel
import Testing

@Suite struct JSONStringTests {
    private func json(_ bytes: [UInt8]) -> String {
        var writer = ByteWriter(capacity: 16)
        bytes.withUnsafeBytes { writer.append(jsonString: $0) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    static let table: [(bytes: [UInt8], json: String)] = [
        (Array("plain".utf8), #""plain""#),
        (Array("a\"b\\c".utf8), #""a\"b\\c""#),
        ([0, 8, 9, 10, 12, 13, 27, 31, 127], "\"\\u0000\\b\\t\\n\\f\\r\\u001b\\u001f\u{7f}\""),
        (Array("é日😀".utf8), "\"é日😀\""),
        ([0xff], "\"\u{FFFD}\""),
        ([0xe2, 0x82], "\"\u{FFFD}\""),
        ([0xed, 0xa0, 0x80], "\"\u{FFFD}\u{FFFD}\u{FFFD}\""),
        ([0xc0, 0x80], "\"\u{FFFD}\u{FFFD}\""),
        ([0xf0, 0x9f, 0x98], "\"\u{FFFD}\""),
    ]

    @Test(arguments: table)
    func `bytes become one JSON string`(bytes: [UInt8], json expected: String) {
        #expect(json(bytes) == expected)
    }

    @Test func `any bytes decode to what Swift's own decoder makes of them`() throws {
        let seed = UInt64.random(in: 0..<1 << 32)
        print("seed: \(seed)")
        var random = Generator(state: seed)
        let alphabet: [UInt8] = [
            0x22, 0x5c, 0x0a, 0x0d, 0, 0x1f, 0x20, 0x41, 0x7f, 0x80, 0xbf, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f,
            0xff,
        ]
        for _ in 0..<20_000 {
            let bytes = (0..<Int(random.next() % 24)).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
            let text = json(bytes)
            let decoded = try JSONDecoder().decode(String.self, from: Data(text.utf8))
            #expect(decoded == String(decoding: bytes, as: UTF8.self), "\(bytes)")
        }
    }

    private struct Generator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
