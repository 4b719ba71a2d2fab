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

/// Damage to a merged segment, at sampled places of each kind.
@Suite struct MergedDamageTests {
    /// A merged segment of journal entries, and its events.
    private func merged() throws -> (system: CrashingFileSystem, path: FilePath, events: [ReadEvent]) {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 20_000)
        var random = SplitMix(seed: 12)
        for number in 0..<80 { try log.commit(LogFixture.journalBatch(number, &random)) }
        log.writer.seal()
        log = try LogFixture(log.system)
        #expect(try log.mergeAll(sourceBytes: 1 << 20) == 1)
        return (log.system, log.state.entries[0].segment.path, try log.events().events)
    }

    @Test func `a flipped bit anywhere in a merged segment is found: what is shown is true, what is not is a gap`()
        throws
    {
        let (original, path, events) = try merged()
        let length = original.contents(path).count
        var (missing, checked) = (0, 0)
        for offset in stride(from: SegmentHeader.size, to: length, by: 13) {
            let system = original.afterCrash(.nothing, seed: 0)
            system.damage(path) { $0[offset] ^= 1 << UInt8(offset % 8) }
            let log = try LogFixture(system)
            let (read, gaps) = try log.events()
            #expect(Set(read).isSubset(of: events), "byte \(offset)")
            checked += 1
            guard read.count < events.count else { continue }
            missing += 1
            #expect(!gaps.isEmpty, "byte \(offset)")
        }
        print("damage: \(checked) places of \(length), \(missing) with events missing")
        #expect(missing > checked / 3)
    }

    @Test func `a merged segment without its index is read by its blocks, and merged anew`() throws {
        let (system, path, events) = try merged()
        system.damage(path) { $0.removeLast(20) }
        let log = try LogFixture(system)
        #expect(try log.events().events == events)
        #expect(log.state.entries.map(\.isMerged) == [false])
        #expect(try log.mergeAll() == 1)
        #expect(try log.events().events == events)
    }

    @Test func `sources that a crash left beside their merged segment are removed at the next start`() throws {
        var log = try LogFixture(CrashingFileSystem())
        for batch in 0..<60 { try log.commit(LogFixture.batch(input: "a", from: 1 + batch, count: 1, padding: 300)) }
        let events = try log.events().events
        let files = log.state.entries.dropLast().map(\.segment.path)
        let kept = files.map { ($0, log.system.contents($0)) }
        #expect(try log.mergeAll() > 0)
        for (path, bytes) in kept where log.system.contents(path).isEmpty {
            _ = try log.system.open(path, .create)
            log.system.damage(path) { $0 = bytes }
        }
        let again = try LogFixture(log.system)
        #expect(try again.events().events == events)
        #expect(again.state.entries.count < files.count)
        #expect(files.contains { log.system.contents($0).isEmpty })
    }
}
