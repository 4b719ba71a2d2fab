import LogModel
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

@Suite struct MergeTests {
    /// A log of so many batches in small segments, all sealed; every third event has another origin.
    private func log(batches: Int, rollBytes: UInt64 = 4096) throws -> LogFixture {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: rollBytes)
        for batch in 0..<batches {
            let first = 1 + 3 * batch
            try log.commit(
                LogFixture.batch(input: batch % 3 == 0 ? "b" : "a", from: first, count: 3, padding: batch % 50)
            )
        }
        return log
    }

    @Test func `merged segments hold the same events, positions and gaps, in less space`() throws {
        var log = try log(batches: 300)
        let before = try log.events()
        let bytes = log.state.figures.bytes
        #expect(try log.mergeAll() > 0)
        #expect(try log.events().events == before.events)
        #expect(try log.events().gaps == before.gaps)
        #expect(log.state.figures.bytes < bytes / 2)
        log.writer.seal()
        let again = try LogFixture(log.system)
        #expect(try again.events().events == before.events)
        #expect(again.recovered.positions.map(\.input) == ["a", "b"])
        #expect(again.recovered.findings == [])
    }

    @Test func `journal addresses and own fields come back from a merged block as they were`() throws {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 1)
        var random = SplitMix(seed: 11)
        for number in 0..<40 { try log.commit(LogFixture.journalBatch(number, &random)) }
        try log.commit(LogFixture.batch(input: "a", from: 1, count: 1))
        let before = try log.events().events
        #expect(try log.mergeAll() > 0)
        #expect(try log.events().events == before)
        #expect(before.contains { $0.address.sequence > 0 } && before.contains { $0.address.sequence == 0 })
    }

    @Test func `a block never spans a discontinuity`() throws {
        let system = CrashingFileSystem()
        for run in 0..<4 {
            var log = try LogFixture(system, now: 1_800_000_000_000_000 + Int64(run) * 1_000_000)
            for batch in 0..<5 { try log.commit(LogFixture.batch(input: "a", from: 1 + batch, count: 1)) }
            log.writer.seal()
        }
        let log = try LogFixture(system)
        let before = try log.events()
        #expect(try log.mergeAll() == 1)
        #expect(log.state.entries.count == 1)
        let contents = try log.reader.index(of: log.state.entries[0].segment)
        #expect(contents.blocks.map(\.count) == [5, 5, 5, 5])
        #expect(try log.events().events == before.events)
    }

    @Test func `a reader of a segment that is replaced goes on reading it`() throws {
        let log = try log(batches: 100)
        let segment = log.state.entries[0].segment
        let info = try log.reader.index(of: segment).blocks[0]
        let before = try segment.block(info).columns
        #expect(try log.mergeAll() > 0)
        #expect(!log.state.holds([segment]))
        #expect(try segment.block(info).columns == before)
    }

    @Test func `a segment that retention dropped while it was merged stays dropped`() throws {
        let log = try log(batches: 100)
        let sources = Array(log.state.entries.prefix(2))
        var merge = try SegmentMerge(sources, in: log.directory, options: MergeOptions(), salt: 5)
        while try merge.step() {}
        let entry = try merge.seal()
        for segment in log.state.drop(1) { try log.system.unlink(segment.path) }
        let oldest = log.state.bounds.oldest
        #expect(try !merge.publish(entry, in: log.state))
        #expect(try LogFixture(log.system).state.bounds.oldest == oldest)
    }

    @Test func `a damaged source is not merged, and its gap stays`() throws {
        let log = try log(batches: 60)
        let path = log.state.entries[0].segment.path
        log.system.damage(path) { $0[SegmentHeader.size + 300] ^= 1 }
        let before = try log.events()
        #expect(throws: Segment.Damaged.self) { try log.mergeAll() }
        #expect(try log.events().events == before.events)
        #expect(before.gaps == [Gap(reason: .quarantine, missed: 3)])
    }

    @Test(
        arguments: [
            ([(100, .sealed)], 0..<1), ([(100, .merged)], nil), ([], nil),
            ([(100, .sealed), (100, .sealed), (9000, .sealed)], 0..<2),
            ([(10, .merged), (100, .sealed), (100, .fixed)], 0..<2),
            ([(200, .merged), (100, .sealed), (100, .sealed)], 1..<3),
            ([(100, .fixed), (5000, .sealed), (10, .sealed)], 1..<2),
        ] as [([(UInt64, MergePlan.Candidate.State)], Range<Int>?)]
    )
    func `the oldest sealed segment is merged with the small ones beside it`(
        _ segments: [(UInt64, MergePlan.Candidate.State)],
        _ range: Range<Int>?
    ) {
        let candidates = segments.map { MergePlan.Candidate(bytes: $0.0, state: $0.1) }
        #expect(MergePlan(sourceBytes: 1000).next(candidates) == range)
    }
}
