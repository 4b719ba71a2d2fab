import EventStore
import Foundation
import LogModel
import NIOCore
import TestSupport
import Testing

@testable import StreamServer

struct EncodingTests {
    static func encode(
        _ events: [TestEvent],
        _ format: OutputFormat,
        _ fields: FieldSelection = .own,
        zone: Int = 0
    ) -> String {
        let block = Block(firstID: EventID(unchecked: 7), predecessorID: .zero, columns: TestEvent.columns(events))
        var out = ByteWriter(capacity: 64)
        var state = EncoderState()
        _ = EventEncoder(block, Encoding(format: format, fields: fields), zone: { _ in zone })
            .write(Array(events.indices)[...], wanted: .max, limit: .max, state: &state, into: &out)
        return String(decoding: out.bytes, as: UTF8.self)
    }

    static let head = #"{"id":7,"time":"2026-11-23T02:20:23.004710Z","host":"web1","unit":"app.service","#

    @Test func `members that are unknown are absent`() {
        var bare = TestEvent(nil, priority: nil)
        bare.origin = Origin(input: "file:/x")
        bare.time = Timestamp(microseconds: -1)
        #expect(Self.encode([bare], .json) == "{\"id\":7,\"time\":\"1969-12-31T23:59:59.999999Z\"}\n")
        #expect(Self.encode([bare], .json, .all) == "{\"id\":7,\"time\":\"1969-12-31T23:59:59.999999Z\"}\n")
    }

    @Test func `all fields of a journal entry, with where it stands in the journal`() {
        var event = TestEvent("m")
        event.origin = TestEvent.journal(extra: [Field("_X", "1"), Field("_X", "2")])
        event.own = [Array("CODE_LINE=12".utf8), Array("TAG=a".utf8), Array("TAG=b".utf8)]
        event.address = JournalAddress(sequence: 0x2a, monotonic: 0x8002_350b, xorHash: 0x868b_759c_afcf_6c59)
        #expect(
            Self.encode([event], .json, .all) == Self.head + #"""
                "priority":6,"identifier":"app","pid":812,"message":"m","fields":{"__CURSOR":"\#
                s=26473706a5864074939af7c671a1ed80;i=2a;b=c39ef16dd350464fab0ded3bfe5f8830;m=8002350b;t=660e83c715a26;\#
                x=868b759cafcf6c59","__MONOTONIC_TIMESTAMP":"2147628299","CODE_LINE":"12","TAG":["a","b"],\#
                "_HOSTNAME":"web1","SYSLOG_IDENTIFIER":"app","_PID":"812","_BOOT_ID":"c39ef16dd350464fab0ded3bfe5f8830",\#
                "_X":["1","2"]}}

                """#
        )
        #expect(
            Self.encode([event], .json) == Self.head
                + #""priority":6,"identifier":"app","pid":812,"message":"m","fields":{"CODE_LINE":"12","TAG":["a","b"]}}"#
                + "\n"
        )
        #expect(
            Self.encode([event], .json, .none) == Self.head
                + #""priority":6,"identifier":"app","pid":812,"message":"m"}"# + "\n"
        )
        #expect(
            Self.encode([event], .json, .named(["TAG", "_PID", "NONE"])) == Self.head
                + #""priority":6,"identifier":"app","pid":812,"message":"m","fields":{"TAG":["a","b"],"_PID":"812"}}"#
                + "\n"
        )
        #expect(
            Self.encode([event], .json, .named(["__MONOTONIC_TIMESTAMP"])).contains(
                #""fields":{"__MONOTONIC_TIMESTAMP":"2147628299"}"#
            )
        )
        #expect(!Self.encode([event], .json, .named(["__SEQNUM_ID"])).contains("fields"))
    }

    @Test(
        arguments: [
            (Array("a\r\nb\n\rc\"\\\t\u{1b}[0m\u{7f}".utf8), #""message":"a\r\nb\n\rc\"\\\t\u001b[0m"# + "\u{7f}\""),
            (Array("\u{2028}\u{2029}\u{85}ü🙂".utf8), "\"message\":\"\u{2028}\u{2029}\u{85}ü🙂\""),
            ([0x61, 0xff, 0x62, 0x63, 0x64], "\"message\":\"a\u{fffd}bcd\""),
            ([0x61, 0x00, 0x62, 0x63], #""message":"a\u0000bc""#),
            ([0x61, 0x00, 0x62], #""message_base64":"YQBi""#),
            ([0xff, 0xfe], #""message_base64":"//4=""#), ([0xff], #""message_base64":"/w==""#),
            ([], #""message":"""#),
            (Array("event: x\nid: 1\n\ndata: y".utf8), #""message":"event: x\nid: 1\n\ndata: y""#),
        ] as [([UInt8], String)]
    )
    func `any bytes are one JSON string`(bytes: [UInt8], member: String) {
        let text = Self.encode([TestEvent(bytes: bytes)], .json)
        #expect(text == Self.head + "\"priority\":6,\"identifier\":\"app\",\"pid\":812,\(member)}\n")
    }

    @Test func `a message that was cut tells its full size, and that is no field`() {
        var event = TestEvent("m")
        event.own = [Array("LOGCAST_CUT=10485760".utf8)]
        #expect(Self.encode([event], .json).hasSuffix("\"message\":\"m\",\"cut\":10485760}\n"))
        event.own.append(Array("BIN=\u{0}\u{0}".utf8))
        #expect(Self.encode([event], .json).hasSuffix(#""cut":10485760,"fields":{"BIN_base64":"AAA="}}"# + "\n"))
        event.own = [Array("SYSLOG_PID=77".utf8), Array("T=a".utf8), Array("T=\u{0}".utf8), Array("T=b".utf8)]
        event.origin = Origin(input: "journal", fields: [Field("_HOSTNAME", "web1")])
        #expect(
            Self.encode([event], .json).hasSuffix(
                #""pid":77,"message":"m","fields":{"SYSLOG_PID":"77","T":["a","b"],"T_base64":"AA=="}}"# + "\n"
            )
        )
    }

    @Test func `several units are listed, the subject first named`() {
        var event = TestEvent("m")
        event.origin = Origin(input: "journal", units: ["init.scope", "x.service"], subject: "x.service")
        #expect(Self.encode([event], .json).contains(#"Z","unit":"x.service","units":["init.scope","x.service"],"#))
    }

    @Test func `text is journalctl's short`() {
        var source = TestEvent("from the source's clock")
        source.own = [Array("_SOURCE_REALTIME_TIMESTAMP=1795400400000000".utf8)]
        var other = TestEvent("c")
        other.origin = Origin(
            input: "journal",
            fields: [
                Field("_HOSTNAME", "h"), Field("_COMM", "comm"), Field("_BOOT_ID", "0123456789abcdef0123456789abcdef"),
            ]
        )
        other.own = [Array("SYSLOG_PID=9".utf8)]
        var unknown = TestEvent("a\nb")
        unknown.origin = Origin(input: "journal")
        #expect(
            Self.encode(
                [TestEvent("one\ttab"), TestEvent("a\n\nb\n"), source, TestEvent(nil), TestEvent(""), other, unknown],
                .short,
                zone: 3600
            ) == """
                Nov 23 03:20:23 web1 app[812]: one        tab
                Nov 23 03:20:23 web1 app[812]: a
                                               \n\
                                               b
                Nov 23 03:20:00 web1 app[812]: from the source's clock
                Nov 23 03:20:23 web1 app[812]:\u{20}
                -- Boot 0123456789abcdef0123456789abcdef --
                Nov 23 03:20:23 h comm[9]: c
                Nov 23 03:20:23 unknown: a
                                 b

                """
        )
    }

    @Test func `text drives no terminal`() {
        let bytes: [UInt8] = Array("\u{1b}]0;x\u{7}\u{9b}31m\r\u{7f}".utf8) + [0xff, 0x00, 0xc3]
        let line = Self.encode([TestEvent(bytes: bytes)], .short)
        #expect(line == #"Nov 23 02:20:23 web1 app[812]: \x1b]0;x\x07\x9b31m\x0d\x7f\xff\x00\xc3"# + "\n")
        #expect(Self.encode([TestEvent(bytes: bytes)], .cat) == #"\x1b]0;x\x07\x9b31m\x0d\x7f\xff\x00\xc3"# + "\n")
        var hostile = TestEvent("m")
        hostile.origin = Origin(
            input: "journal",
            fields: [Field("_HOSTNAME", "h\u{1b}"), Field("SYSLOG_IDENTIFIER", "i\n"), Field("_COMM", "comm")]
        )
        #expect(Self.encode([hostile], .short) == "Nov 23 02:20:23 comm: m\n")
    }

    @Test func `messages alone leave out the events that have none`() {
        #expect(
            Self.encode([TestEvent("a\tb\nc\n"), TestEvent(nil), TestEvent(""), TestEvent("d")], .cat)
                == "a\tb\nc\n\nd\n"
        )
    }

    @Test func `a file's lines stand under its unit`() {
        var event = TestEvent("x", priority: nil)
        event.origin = Origin(
            input: "file:/var/log/app.log",
            fields: [Field("_HOSTNAME", "web1")],
            units: ["var-log-app.log"]
        )
        #expect(Self.encode([event], .short) == "Nov 23 02:20:23 web1 var-log-app.log: x\n")
    }

    @Test func `no message breaks out of its event`() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("seed \(seed)")
        var random = SplitMix(seed: seed)
        let alphabet: [[UInt8]] = [
            [13], [10], [13, 10], [0], [0xff], [0xe2, 0x80, 0xa8], Array("data:".utf8), Array("id: 9".utf8),
            Array("event: bye".utf8), [0x22], [0x5c], [0x3a], [0x20], [0xc3, 0xa4], [0xed, 0xa0, 0x80], [0x61],
        ]
        for _ in 0..<200 {
            let events = (0..<25).map { _ in
                TestEvent(
                    bytes: (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                        alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                    }
                )
            }
            var parser = SSEParser()
            let parsed = parser.feed(Array(Self.encode(events, .sse).utf8))
            #expect(parsed.map(\.id) == (7..<32).map { "\($0)" })
            #expect(parsed.allSatisfy { $0.type == "message" })
            for (event, got) in zip(events, parsed) {
                let object = try JSONSerialization.jsonObject(with: Data(got.data)) as? [String: Any]
                let message = try #require(event.message)
                if let text = object?["message"] as? String {
                    #expect(text == String(decoding: message, as: UTF8.self))
                } else {
                    let base64 = try #require(object?["message_base64"] as? String)
                    #expect(Data(base64Encoded: base64) == Data(message))
                }
            }
        }
    }

    @Test func `a chunk ends before it is too long, and no event is split`() {
        let events = (0..<100).map { _ in TestEvent(String(repeating: "x", count: 1000)) }
        let block = Block(firstID: EventID(unchecked: 7), predecessorID: .zero, columns: TestEvent.columns(events))
        let encoder = EventEncoder(block, Encoding(format: .cat, fields: .none), zone: { _ in 0 })
        var out = ByteWriter(capacity: 64)
        var state = EncoderState()
        let first = encoder.write(Array(0..<100)[...], wanted: .max, limit: 10_010, state: &state, into: &out)
        #expect(first == (10, 10))
        #expect(out.count == 10_010)
        var large = ByteWriter(capacity: 64)
        let one = encoder.write([0, 1], wanted: .max, limit: 10, state: &state, into: &large)
        #expect(one == (1, 1))
        #expect(large.count == 1001)
    }

    @Test func `a chunk's frame surrounds its body and is used only where it is there`() {
        var out = ByteWriter(capacity: 64)
        for length in [1, 15, 16, 4095, 65536, 1_000_000] {
            out.truncate(to: 0)
            for _ in 0..<length { out.append(byte: 0x61) }
            let part = ChunkFrame.buffer(out)
            #expect(part.readableBytes == length)
            let framed = ChunkFrame.framed(part)
            let expected = String(length, radix: 16) + "\r\n" + String(repeating: "a", count: length) + "\r\n"
            #expect(framed.map { String(buffer: $0) } == expected)
            #expect(part.getSlice(at: part.readerIndex, length: length / 2).flatMap { ChunkFrame.framed($0) } == nil)
        }
    }
}
