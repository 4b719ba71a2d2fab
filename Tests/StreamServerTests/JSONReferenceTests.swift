import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// The encoder against one that writes a byte at a time and remembers nothing.
struct JSONReferenceTests {
    @Test func `the fast encoder writes the bytes of the slow one, whatever the log holds`() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        for round in 0..<150 {
            let first = EventID(unchecked: Self.firstIDs[round % Self.firstIDs.count])
            let events = (0..<40).map { _ in Self.event(&random) }
            let block = Block(firstID: first, predecessorID: .zero, columns: TestEvent.columns(events))
            for format in [OutputFormat.sse, .json] {
                var expected: [UInt8] = []
                for (index, event) in events.enumerated() {
                    expected += Self.slow(event, id: first.rawValue + UInt64(index), isSSE: format == .sse)
                }
                let got = Self.fast(block, events.count, format, limit: Int.random(in: 100...20_000, using: &random))
                #expect(got == expected, "round \(round): \(String(decoding: got, as: UTF8.self))")
            }
        }
    }

    /// IDs around which the number of digits changes, and halves of sixteen digits carry.
    private static let firstIDs: [UInt64] = [
        7, 99_999_990, 999_999_999_999_980, 1_795_433_999_999_990, 1_000_000_000_000_000, 9_999_999_999_999_980,
        1_795_432_926_687_101,
    ]

    /// Chunk by chunk, each no longer than a limit.
    private static func fast(_ block: Block, _ count: Int, _ format: OutputFormat, limit: Int) -> [UInt8] {
        let encoder = EventEncoder(block, Encoding(format: format, fields: .none), zone: { _ in 0 })
        var state = EncoderState()
        var result: [UInt8] = []
        var next = 0
        while next < count {
            var out = ByteWriter(capacity: 64)
            let written = encoder.write(
                Array(0..<count)[next...],
                wanted: .max,
                limit: limit,
                state: &state,
                into: &out
            )
            if written.taken == 0 { break }
            next += written.taken
            result += out.bytes
        }
        return result
    }

    private static func event(_ random: inout SplitMix) -> TestEvent {
        let length = Int.random(in: 0...150, using: &random)
        let odd = UInt8.random(in: 0...9, using: &random)
        let message = (0..<length).map { _ -> UInt8 in
            // Mostly plain, so that oddities stand at all places of a word.
            guard UInt8.random(in: 0...99, using: &random) < odd * odd else {
                return UInt8.random(in: 0x23...0x5b, using: &random)
            }
            return Self.alphabet.randomElement(using: &random) ?? 0
        }
        var event = TestEvent(bytes: Int.random(in: 0...20, using: &random) == 0 ? nil : message)
        event.priority = Priority(rawValue: UInt8.random(in: 0...8, using: &random))
        event.time = Timestamp(microseconds: Self.times.randomElement(using: &random) ?? 0)
        event.origin = Origin(
            input: "file:/x",
            fields: Bool.random(using: &random) ? [] : [Field("_HOSTNAME", "w\"1"), Field("_PID", "81")],
            units: ["a\n.service", "b.service"].filter { _ in Bool.random(using: &random) }
        )
        return event
    }

    private static let alphabet: [UInt8] = [
        0x22, 0x5c, 0x0a, 0x0d, 0, 1, 0x1f, 0x20, 0x7e, 0x7f, 0x80, 0xbf, 0xc2, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed,
        0xf0,
        0x9f, 0x98, 0x80, 0xf4, 0xff,
    ]

    private static let times: [Int64] = [
        0, -1, 1, 999_999, 1_000_000, -1_000_000, -1_000_001, 1_795_433_926_687_101, 1_795_433_926_999_999,
        1_795_433_927_000_000, 1_795_433_927_000_010, 253_402_300_799_999_999,
    ]

    private static func slow(_ event: TestEvent, id: UInt64, isSSE: Bool) -> [UInt8] {
        var text = isSSE ? "id: \(id)\ndata: " : ""
        text += "{\"id\":\(id),\"time\":\"\(slow(time: event.time.microseconds))\""
        let host = event.origin.fields.first.map { slow(string: Array($0.value)) }
        if let host { text += ",\"host\":\(host)" }
        let units = event.origin.units.map { slow(string: Array($0.utf8)) }
        if let subject = event.origin.subject { text += ",\"unit\":\(slow(string: Array(subject.utf8)))" }
        if units.count > 1 { text += ",\"units\":[\(units.joined(separator: ","))]" }
        if let priority = event.priority { text += ",\"priority\":\(priority.rawValue)" }
        if host != nil { text += ",\"pid\":81" }
        if let message = event.message {
            let (repaired, bad) = slow(repair: message)
            if bad * 4 > message.count {
                text += ",\"message_base64\":\"\(Data(message).base64EncodedString())\""
            } else {
                text += ",\"message\":\(slow(string: Array(repaired.utf8)))"
            }
        }
        return Array((text + (isSSE ? "}\n\n" : "}\n")).utf8)
    }

    /// The text, and how many bytes are NUL or not UTF-8.
    private static func slow(repair bytes: [UInt8]) -> (String, Int) {
        let text = String(decoding: bytes, as: UTF8.self)
        // No input holds U+FFFD itself: what is not in its place came from the bytes as it was.
        let good = text.unicodeScalars.filter { $0 != "\u{FFFD}" && $0 != "\0" }.reduce(0) {
            $0 + String($1).utf8.count
        }
        return (text, bytes.count - good)
    }

    private static func slow(string bytes: [UInt8]) -> String {
        let escapes: [Unicode.Scalar: String] = [
            "\"": "\\\"", "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u{8}": "\\b", "\u{c}": "\\f",
        ]
        var result = ""
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if let escape = escapes[scalar] {
                result += escape
            } else if scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return "\"\(result)\""
    }

    private static func slow(time microseconds: Int64) -> String {
        var seconds = microseconds / 1_000_000
        if seconds * 1_000_000 > microseconds { seconds -= 1 }
        let date = Date(timeIntervalSince1970: TimeInterval(seconds))
        let digits = String(microseconds - seconds * 1_000_000)
        let zeros = String(repeating: "0", count: 6 - digits.count)
        return date.ISO8601Format().dropLast() + "." + zeros + digits + "Z"
    }
}
