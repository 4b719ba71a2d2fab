import LogModel
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

@Suite struct GramTableTests {
    private func column(_ messages: [String]) -> ByteColumn {
        var column = ByteColumn()
        for message in messages { Array(message.utf8).withUnsafeBytes { column.append($0) } }
        return column
    }

    /// A segment that holds only the table of blocks with these messages.
    private func table(_ blocks: [[String]]) throws -> (Segment, GramTable) {
        var collector = GramCollector()
        let maps = blocks.map { collector.map(of: column($0)) }
        let header = SegmentHeader(logID: 1, salt: 0x1234_5678_9abc, firstID: try #require(EventID(rawValue: 1)))
        let system = CrashingFileSystem()
        _ = try system.createDirectory(LogFixture.directory)
        let path = LogFixture.directory.appending("a.seg")
        let file = try system.open(path, .create)
        let table = try #require(GramTable(of: maps, at: 64))
        try file.write(table.encoded(maps, salt: header.salt), at: 64)
        return (Segment(file: file, path: path, header: header), table)
    }

    private func blocks(_ literal: String, _ segment: Segment, _ table: GramTable) throws -> [Int] {
        let set = try table.candidates([Array(literal.utf8)], in: segment)
        return (0..<table.blockCount).filter { set.contains($0) }
    }

    @Test(arguments: [1, 8, 9, 77])
    func `no literal that a message holds is missed, in either case, whatever the blocks' sizes`(count: Int) throws {
        var random = SplitMix(seed: 3)
        let texts = (0..<count).map { block in
            (0..<1 + 40 * (block % 7) * (block % 5)).map { _ in
                String((0..<40).map { _ in Character(Unicode.Scalar(UInt8(32 + random.next() % 90))) })
            }
        }
        let (segment, table) = try table(texts)
        for (block, messages) in texts.enumerated() {
            for message in messages.prefix(20) {
                let start = Int(random.next() % 30)
                let bytes = Array(message.utf8)[start..<start + 4 + Int(random.next() % 6)]
                let literal = String(decoding: bytes, as: UTF8.self)
                #expect(try blocks(literal, segment, table).contains(block))
                #expect(try blocks(literal.uppercased(), segment, table).contains(block))
            }
        }
    }

    @Test func `numbers and words are found in few blocks beside their own, among numbers in sequence`() throws {
        var random = SplitMix(seed: 4)
        var number = 0
        // Each line has a number of the sequence and a random word of eight hexadecimal digits.
        var words: [[String]] = []
        let texts = (0..<60).map { _ in
            words.append((0..<4000).map { _ in String((1 << 31) + random.next() % (1 << 31), radix: 16) })
            return words[words.count - 1].map { word in
                number += 1
                return "request \(number) \(word) from 10.0.\(number % 256).7 took \(random.next() % 1000) ms"
            }
        }
        let (segment, table) = try table(texts)
        var wrong = 0
        for _ in 0..<500 {
            let block = Int(random.next() % 60)
            let line = Int(random.next() % 4000)
            let found = try blocks(words[block][line], segment, table)
            #expect(found.contains(block))
            wrong += found.count - 1
        }
        // Of 500 x 59 blocks without the word.
        #expect(wrong < 300, "\(wrong)")
    }

    @Test func `a literal across two messages is in none, and a short one may be anywhere`() throws {
        let (segment, table) = try table([["abcd", "efgh"], ["zzzz"]])
        #expect(try blocks("cdef", segment, table) == [])
        #expect(try blocks("ABCD", segment, table) == [0])
        #expect(try blocks("zzz", segment, table) == [0, 1])
    }

    @Test func `a damaged page is told, and hides nothing`() throws {
        let (segment, table) = try table([["abcd"], ["efgh"]])
        let whole = try segment.file.read(at: 0, count: 1 << 20)
        for byte in stride(from: 64, to: whole.count, by: 7) {
            try segment.file.write([whole[byte] ^ 0x10], at: UInt64(byte))
            #expect(throws: Segment.Damaged.self) { try table.candidates([Array("abcd".utf8)], in: segment) }
            try segment.file.write([whole[byte]], at: UInt64(byte))
        }
        #expect(try blocks("abcd", segment, table) == [0])
    }

    @Test func `a map folds to what the grams give in that size`() {
        var random = SplitMix(seed: 5)
        let bits = (0..<1 << 8).map { _ in random.next() & random.next() & random.next() }
        let map = GramMap(hashBits: 14, words: bits)
        for size in 6...13 {
            var expected: Set<Int> = []
            map.forEachBit { expected.insert($0 >> (14 - size)) }
            var found: Set<Int> = []
            map.folded(to: size).forEachBit { found.insert($0) }
            #expect(found == expected)
        }
    }

    /// Batches of three numbered lines, with a gap behind the first half.
    private func logWithGap(rollBytes: UInt64, batches: Int) throws -> LogFixture {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: rollBytes)
        for batch in 0..<batches {
            if batch == batches / 2 {
                var columns = EventColumns()
                let origin = columns.addOrigin(Origin(input: "a"))
                columns.append(gap: Gap(reason: .rotated), time: Timestamp(microseconds: 1), origin: origin)
                try log.commit(IngestBatch(columns: columns))
            }
            try log.commit(LogFixture.batch(input: "a", from: 1 + 3 * batch, count: 3, padding: 30))
        }
        return log
    }

    @Test func `a block that cannot hold a literal is passed over by the index, and one with a gap is not`() throws {
        let log = try logWithGap(rollBytes: 2000, batches: 90)
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

    @Test func `of blocks that no index tells of, only those with a gap or a message that may match are decoded`()
        throws
    {
        let log = try logWithGap(rollBytes: 4000, batches: 60)
        var filter = EventFilter()
        filter.patterns = [TextPattern("A#100#", ignoresCase: true)]
        var (decoded, passed) = ([Block](), 0)
        var position = EventID.zero
        while case .found(let found) = try log.reader.find(after: position, mayRead: true) {
            position = found.lastID
            guard case .disk = found.source else { continue }
            let block = try log.reader.read(found, ifAnyPasses: filter, range: 0..<Int(found.count))
            if let block { decoded.append(block) } else { passed += 1 }
        }
        #expect(decoded.count == 2 && passed > 20, "\(decoded.count) \(passed)")
        #expect(decoded.contains { $0.columns.kinds.contains(where: \.isGap) })
    }
}
