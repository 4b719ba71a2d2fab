import LogModel
import TestSupport
import Testing
import TextSearch

@testable import EventStore

struct PatternTests {
    /// An event as the tests write it: its message, or none, or a gap.
    enum Written: Sendable {
        case message([UInt8])
        case noMessage
        case gap
    }

    static let written: [Written] = [
        .message(Array("foo".utf8)), .message(Array("bar".utf8)), .noMessage, .message([]), .gap,
        .message(Array("foobar".utf8)), .message([0xff, 0x66, 0]), .message(Array("x\nfoo".utf8)),
    ]

    static func columns(_ events: [Written]) -> EventColumns {
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: "i", fields: [], units: ["u"]))
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        for event in events {
            switch event {
            case .message(let bytes):
                bytes.withUnsafeBytes {
                    columns.append(
                        time: Timestamp(microseconds: 1),
                        origin: origin,
                        kind: .init(priority: nil),
                        message: $0,
                        ownFields: none
                    )
                }
            case .noMessage:
                columns.append(
                    time: Timestamp(microseconds: 1),
                    origin: origin,
                    kind: .init(priority: nil),
                    message: nil,
                    ownFields: none
                )
            case .gap: columns.append(gap: Gap(reason: .rotated), time: Timestamp(microseconds: 1), origin: origin)
            }
        }
        return columns
    }

    static func block(_ events: [Written], first: UInt64 = 100) throws -> Block {
        let id = try #require(EventID(rawValue: first))
        return Block(firstID: id, predecessorID: id.previous, columns: columns(events))
    }

    static func filter(_ included: [String], not excluded: [String] = []) -> EventFilter {
        var filter = EventFilter()
        filter.patterns = included.map { TextPattern($0, ignoresCase: false) }
        filter.patterns += excluded.map { TextPattern($0, ignoresCase: false, isExcluded: true) }
        return filter
    }

    /// Gaps (4) pass always: a loss is never hidden. No message (2) matches nothing, not even the empty pattern's kin.
    static let expectations: [([String], [String], [Int])] = [
        (["foo"], [], [0, 4, 5, 7]), ([], ["foo"], [1, 2, 3, 4, 6]), (["foo", "bar"], [], [4, 5]),
        (["foo"], ["bar"], [0, 4, 7]), (["x*"], [], [0, 1, 3, 4, 5, 6, 7]), ([], ["x*"], [2, 4]),
        (["^$"], [], [3, 4]), (["nothing"], [], [4]), (["rotated"], [], [4]), ([], ["rotated"], Array(0...7)),
        (["\\x00$"], [], [4, 6]), (["^foo"], ["^foobar"], [0, 4]), (["obar"], [], [4, 5]),
    ]

    @Test(arguments: expectations)
    func `events pass whose message matches, and gaps`(
        included: [String],
        excluded: [String],
        expected: [Int]
    ) throws {
        let library = PatternLibrary(memory: 1 << 20) { $0() }
        let filter = Self.filter(included, not: excluded)
        let block = try Self.block(Self.written)
        #expect(try library.select(filter, in: block, range: 0..<8, mayCompile: false) == nil)
        #expect(try library.select(filter, in: block, range: 0..<8, mayCompile: true) == expected)
        #expect(try library.select(filter, in: block, range: 0..<8, mayCompile: false) == expected)
        let part = expected.filter { (2..<6).contains($0) }
        #expect(try library.select(filter, in: block, range: 2..<6, mayCompile: true) == part)
    }

    @Test func `live patterns are compiled together and find the same`() throws {
        let library = PatternLibrary(memory: 1 << 20) { $0() }
        let filters = Self.expectations.map { Self.filter($0.0, not: $0.1) }
        for filter in filters {
            try library.prepare(filter.patterns)
            library.join(filter.patterns)
        }
        #expect(library.live.groupCount > 0)
        for first in [UInt64(100), 200, 100] {
            let block = try Self.block(Self.written, first: first)
            for (filter, expectation) in zip(filters, Self.expectations) {
                #expect(try library.select(filter, in: block, range: 0..<8, mayCompile: false) == expectation.2)
                let part = expectation.2.filter { (2..<6).contains($0) }
                #expect(try library.select(filter, in: block, range: 2..<6, mayCompile: false) == part)
            }
        }
        for filter in filters { library.leave(filter.patterns) }
        #expect(library.live.groupCount == 0 && library.live.ungroupedCount == 0)
    }

    @Test func `a thousand patterns that come one by one end in a few groups`() throws {
        let library = PatternLibrary(memory: 64 << 20) { $0() }
        let patterns = (0..<1000).map { TextPattern("word\($0)x", ignoresCase: true) }
        for batch in stride(from: 0, to: 1000, by: 100) {
            let some = Array(patterns[batch..<batch + 100])
            try library.prepare(some)
            library.join(some)
        }
        #expect(library.live.ungroupedCount == 0)
        #expect((4...9).contains(library.live.groupCount))
        let block = try Self.block([.message(Array("WORD77X".utf8)), .message(Array("word".utf8))])
        for (number, pattern) in patterns.enumerated() {
            var filter = EventFilter()
            filter.patterns = [pattern]
            let expected = number == 77 ? [0] : []
            #expect(try library.select(filter, in: block, range: 0..<2, mayCompile: false) == expected)
        }
        library.leave(Array(patterns[..<900]))
        library.join([patterns[0]])
        #expect(library.live.ungroupedCount <= 3)
    }

    @Test func `the log is searched through all of its segments, and from its end`() throws {
        var fixture = try LogFixture(CrashingFileSystem())
        for commit in 0..<50 {
            try fixture.commit(LogFixture.batch(input: "a", from: commit * 20 + 1, count: 20, padding: 20))
        }
        var place = Subscription(after: .zero, filter: Self.filter(["#[0-9]*77#"]), resuming: false)
        var found: [Int] = []
        while case .events(let match) = try fixture.reader.selection(place, mayRead: true) {
            if let block = match.block { found += match.indices.map { ReadEvent(block, $0).number } }
            place.advance(through: match.through)
        }
        #expect(found == [77, 177, 277, 377, 477, 577, 677, 777, 877, 977])
        let head = fixture.state.bounds.head
        let position = try fixture.reader.position(beforeLast: 3, filter: place.filter, end: head)
        place.position = position
        place.isResuming = false
        found = []
        while case .events(let match) = try fixture.reader.selection(place, mayRead: true) {
            if let block = match.block { found += match.indices.map { ReadEvent(block, $0).number } }
            place.advance(through: match.through)
        }
        #expect(found == [777, 877, 977])
    }
}
