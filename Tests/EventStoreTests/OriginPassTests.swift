import LogModel
import TestSupport
import Testing

@testable import EventStore

@Suite struct OriginPassTests {
    /// Batches of origins that come and go, a gap's among them; the newer half is not merged.
    private func log(seed: UInt64) throws -> LogFixture {
        var random = SplitMix(seed: seed)
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 3000)
        for batch in 0..<200 {
            var columns = EventColumns()
            for _ in 0...random.next() % 3 {
                let name = "\(batch / 20).\(random.next() % 5)"
                let origin = columns.addOrigin(Origin(input: "journal", fields: [Field("_BOOT_ID", name)]))
                Self.append("message \(batch)", origin, to: &columns)
            }
            let lost = columns.addOrigin(Origin(input: "gaps \(batch)", fields: []))
            columns.append(gap: Gap(reason: .rotated), time: Timestamp(microseconds: 7), origin: lost)
            try log.commit(IngestBatch(columns: columns))
            if batch == 120 { #expect(try log.mergeAll() > 0) }
        }
        return log
    }

    private static func append(_ message: String, _ origin: UInt32, to columns: inout EventColumns) {
        Array(message.utf8).withUnsafeBytes { message in
            columns.append(
                time: Timestamp(microseconds: 7),
                origin: origin,
                kind: .init(priority: nil),
                message: message,
                ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
            )
        }
    }

    private func pass(_ log: LogFixture, after position: EventID = .zero) throws -> (origins: [Origin], steps: Int) {
        var pass = OriginPass(log.reader, after: position, end: log.state.bounds.head)
        var (origins, seen, steps): ([Origin], Set<Origin>, Int) = ([], [], 0)
        while let next = try pass.next() {
            steps += 1
            for origin in next where seen.insert(origin).inserted { origins.append(origin) }
        }
        #expect(pass.position == log.state.bounds.head.previous)
        return (origins, steps)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `the origins of all events come in the order in which they first did, and those of gaps alone do not`(
        seed: UInt64
    ) throws {
        let log = try log(seed: seed)
        var seen: Set<Origin> = []
        let events = try log.events().events.filter { !$0.kind.isGap }
        let expected = events.map(\.origin).filter { seen.insert($0).inserted }
        #expect(expected.count > 20)
        #expect(try pass(log).origins == expected)
        let middle = events[events.count * 3 / 4]
        let later = Set(events.filter { $0.id > middle.id }.map(\.origin))
        #expect(try later.isSubset(of: pass(log, after: middle.id).origins))
    }

    @Test func `a merged segment is passed in one step, by its index`() throws {
        let log = try log(seed: 4)
        let merged = log.state.entries.count(where: \.isMerged)
        let blocks = try log.state.entries.filter { !$0.isMerged && $0.span != nil }.reduce(0) { sum, entry in
            try sum + (entry.blocks ?? log.reader.index(of: entry.segment).blocks).count
        }
        #expect(try pass(log).steps == merged + blocks)
        #expect(merged > 0 && merged < 60 && blocks > 60)
    }
}
