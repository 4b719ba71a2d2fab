import LogModel
import TestSupport
import Testing

@testable import EventStore

@Suite struct CommitPacingTests {
    private let pacing = CommitPacing(minimumSyncInterval: .milliseconds(2), linger: .seconds(1), blockBytes: 1000)

    private func delay(
        bytes: Int = 1,
        wait: Duration = .zero,
        sinceSync: Duration = .seconds(9),
        followed: Bool = false,
        urgent: Bool = false
    ) -> Duration {
        pacing.delay(
            .init(waitingBytes: bytes, oldestWait: wait, sinceSync: sinceSync, isFollowed: followed, isUrgent: urgent)
        )
    }

    @Test func `nobody waits: a batch lingers for company, and no longer`() {
        #expect(delay() == .seconds(1))
        #expect(delay(wait: .milliseconds(400)) == .milliseconds(600))
        #expect(delay(wait: .seconds(3)) == .zero)
    }

    @Test func `somebody follows: at once when idle, else two milliseconds after the last sync`() {
        #expect(delay(followed: true) == .zero)
        #expect(delay(sinceSync: .milliseconds(1), followed: true) == .milliseconds(1))
    }

    @Test func `a full block and an urgent query wait for nothing`() {
        #expect(delay(bytes: 1000) == .zero)
        #expect(delay(sinceSync: .zero, urgent: true) == .zero)
    }
}

@Suite struct RetentionTests {
    private func expired(_ segments: [(UInt64, Int64)], free: UInt64 = 1000, maxBytes: UInt64 = 100) -> Int {
        Retention(maxBytes: maxBytes, maxAge: 50, keepFree: 10).expired(
            segments.map { Retention.Candidate(bytes: $0.0, lastAppend: $0.1) },
            now: 1000,
            freeBytes: free
        )
    }

    @Test func `the oldest go until the size holds`() {
        #expect(expired([(40, 990), (40, 991), (40, 992)]) == 1)
        #expect(expired([(40, 990), (40, 991)]) == 0)
    }

    @Test func `what was appended too long ago goes, the newest never`() {
        #expect(expired([(1, 900), (1, 940), (1, 960)]) == 2)
        #expect(expired([(1, 1), (1, 2)]) == 1)
        #expect(expired([(999, 1)]) == 0)
    }

    @Test func `room is made on the disk, counting what was freed`() {
        #expect(expired([(4, 990), (4, 991), (4, 992)], free: 3) == 2)
        #expect(expired([(4, 990), (4, 991), (4, 992)], free: 0) == 2)
    }
}

@Suite struct LogWriterTests {
    @Test func `a run begins now, or after the last ID where the clock was set back or is absurd`() {
        let last = EventID(unchecked: 1_700_000_000_000_000)
        #expect(LogWriter.runStart(lastID: last, now: 1_800_000_000_000_000).rawValue == 1_800_000_000_000_000)
        #expect(LogWriter.runStart(lastID: last, now: 1_600_000_000_000_000) == last.next)
        #expect(LogWriter.runStart(lastID: last, now: 9_000_000_000_000_000) == last.next)
        #expect(LogWriter.runStart(lastID: .zero, now: 0) == EventID(unchecked: 1))
    }

    @Test func `the step between two runs is no gap, and an ID in it resumes`() throws {
        let system = CrashingFileSystem()
        var first = try LogFixture(system, now: 1_800_000_000_000_000)
        try first.commit(LogFixture.batch(input: "a", from: 1, count: 3))
        first.writer.seal()
        var second = try LogFixture(system, now: 1_800_000_001_000_000)
        try second.commit(LogFixture.batch(input: "a", from: 4, count: 3))
        let all = try second.events()
        #expect(all.events.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(all.gaps.isEmpty)
        let step = try second.events(after: EventID(unchecked: 1_800_000_000_500_000), resuming: true)
        #expect(step.events.map(\.number) == [4, 5, 6])
        #expect(step.gaps.isEmpty)
    }

    @Test func `an ID at or beyond the head was never given: a gap, then live`() throws {
        var log = try LogFixture(CrashingFileSystem())
        try log.commit(LogFixture.batch(input: "a", from: 1, count: 3))
        let head = log.state.bounds.head
        #expect(try log.events(after: head, resuming: true).gaps == [Gap(reason: .unknownID)])
        #expect(
            try log.events(after: EventID(unchecked: EventID.limit - 1), resuming: true).gaps == [
                Gap(reason: .unknownID)
            ]
        )
        #expect(try log.events(after: head.previous, resuming: true).gaps.isEmpty)
    }

    @Test func `an ID older than the oldest retained: a gap, then from the oldest`() throws {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 1)
        for block in 0..<3 { try log.commit(LogFixture.batch(input: "a", from: 1 + 2 * block, count: 2)) }
        let first = try log.events().events[0].id
        _ = log.state.drop(1)
        let resumed = try log.events(after: first, resuming: true)
        #expect(resumed.gaps == [Gap(reason: .retention)])
        #expect(resumed.events.map(\.number) == [3, 4, 5, 6])
        #expect(try log.events(after: first.next, resuming: true).gaps.isEmpty)
        #expect(try log.events().gaps.isEmpty)
    }

    @Test func `the position before the last N stands before exactly N, over blocks and segments`() throws {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 400)
        for block in 0..<10 {
            try log.commit(LogFixture.batch(input: block % 2 == 0 ? "a" : "b", from: 1 + 3 * block, count: 3))
        }
        var filter = EventFilter()
        filter.units = [UnitSelection(parameters: ["a"])]
        for count in 0...15 {
            let position = try log.reader.position(beforeLast: count, filter: filter, end: log.state.bounds.head)
            let found = try log.events(after: position).events.filter { $0.input == "a" }
            #expect(found.count == count)
        }
        #expect(try log.reader.position(beforeLast: 16, filter: filter, end: log.state.bounds.head) == .zero)
    }

    @Test func `a full disk takes nothing, and the same batch goes in when there is room`() throws {
        let system = CrashingFileSystem()
        var log = try LogFixture(system)
        try log.commit(LogFixture.batch(input: "a", from: 1, count: 2))
        system.setFree(10)
        #expect(throws: (any Error).self) { try log.commit(LogFixture.batch(input: "a", from: 3, count: 2)) }
        #expect(try log.events().events.count == 2)
        system.setFree(1 << 20)
        try log.commit(LogFixture.batch(input: "a", from: 3, count: 2))
        #expect(try log.events().events.map(\.number) == [1, 2, 3, 4])
        #expect(try LogFixture(system).events().events.map(\.number) == [1, 2, 3, 4])
    }
}
