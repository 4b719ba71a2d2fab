import LogModel
import TestSupport
import Testing

@testable import EventStore

@Suite struct TrigramFilterTests {
    private func filter(_ messages: [String]) -> TrigramFilter {
        var column = ByteColumn()
        for message in messages { Array(message.utf8).withUnsafeBytes { column.append($0) } }
        var collector = TrigramCollector()
        return TrigramFilter(bytes: collector.filter(of: column)[...])
    }

    @Test func `no literal that a message holds is missed, in either case`() {
        var random = SplitMix(seed: 3)
        let messages = (0..<500).map { _ in
            String((0..<40).map { _ in Character(Unicode.Scalar(UInt8(32 + random.next() % 90))) })
        }
        let filter = filter(messages)
        for message in messages {
            let start = Int(random.next() % 30)
            let literal = Array(message.utf8)[start..<start + 4 + Int(random.next() % 6)]
            #expect(filter.mayHold(Array(literal)))
            #expect(filter.mayHold(Array(String(decoding: literal, as: UTF8.self).uppercased().utf8)))
        }
    }

    @Test func `most literals that no message holds are known to be missing`() {
        var random = SplitMix(seed: 4)
        let filter = filter(
            (0..<20_000).map { "request \($0) from 10.0.\($0 % 256).7 took \(random.next() % 1000) ms" }
        )
        var wrong = 0
        for _ in 0..<1000 {
            let word = (0..<6).map { _ in UInt8(97 + random.next() % 26) }
            if filter.mayHold(word) { wrong += 1 }
        }
        #expect(wrong < 10)
    }

    @Test func `a literal across two messages is in none`() {
        let filter = filter(["abcd", "efgh"])
        #expect(!filter.mayHold(Array("cdef".utf8)))
        #expect(filter.mayHold(Array("ABCD".utf8)))
    }

    @Test func `what is too short to look up may be anywhere`() {
        #expect(filter(["abcd"]).mayHold(Array("xyz".utf8)))
    }

    @Test func `a block that cannot hold a literal is passed over by the index, and one with a gap is not`() throws {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 2000)
        for batch in 0..<60 { try log.commit(LogFixture.batch(input: "a", from: 1 + 3 * batch, count: 3, padding: 30)) }
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: "a"))
        columns.append(gap: Gap(reason: .rotated), time: Timestamp(microseconds: 1), origin: origin)
        try log.commit(IngestBatch(columns: columns))
        for batch in 60..<90 {
            try log.commit(LogFixture.batch(input: "a", from: 1 + 3 * batch, count: 3, padding: 30))
        }
        _ = try log.mergeAll()
        func passing(_ text: String) throws -> [ClosedRange<EventID>] {
            var filter = EventFilter()
            filter.patterns = [TextPattern(text, isLiteral: true, ignoresCase: true)]
            var result: [ClosedRange<EventID>] = []
            var position = EventID.zero
            while case .found(let found) = try log.reader.find(after: position, mayRead: true) {
                position = found.lastID
                let isMerged = found.place?.contents.merged != nil
                if isMerged, log.reader.mayMatch(found, filter) { result.append(found.firstID...found.lastID) }
            }
            return result
        }
        let events = try log.events().events
        let held = try #require(events.first { $0.message.contains("#100#") }?.id)
        let gap = try #require(events.first { $0.kind.isGap }?.id)
        let all = try passing("xxxx").count
        let found = try passing("A#100#")
        #expect(found.contains { $0.contains(held) } && found.contains { $0.contains(gap) })
        #expect(found.count < all / 2)
        #expect(try passing("nowhere").allSatisfy { $0.contains(gap) })
    }
}
