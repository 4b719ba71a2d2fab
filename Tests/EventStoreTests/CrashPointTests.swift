import LogModel
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

/// Two inputs write into a log that crashes at every operation in turn; what the next start finds is checked.
@Suite(.serialized, .ownThread) struct CrashPointTests {
    /// What had become visible when the crash came.
    struct Witness {
        var published: [EventID: ReadEvent] = [:]
        var next: [String: Int] = ["a": 1, "b": 1]
    }

    /// What is wrong with a log that was reopened, if anything.
    enum Violation: Error, Equatable {
        case lost(EventID)
        case changed(EventID)
        case disorder(EventID)
        case reusedID(EventID)
        case positionMismatch(String, position: Int, events: Int)
        case incomplete(String)
        case gap
    }

    /// A violation and where it was met.
    struct Broken: Error {
        let at: String
        let cause: any Error
    }

    static let eventsPerInput = 60

    @Test(arguments: CrashingFileSystem.Loss.allCases)
    func `no visible event is lost or changed, and none comes twice, whatever operation the crash hits`(
        _ loss: CrashingFileSystem.Loss
    ) throws {
        let total = operationsOfWholeRun()
        var covered = 0
        for crash in 1...total {
            for seed in 0..<(loss == .some ? 8 : 1) as Range<UInt64> {
                try check(crash: crash, loss: loss, seed: UInt64(crash) * 1000 + seed)
                covered += 1
            }
        }
        print("crash points: \(covered) covered (\(total) operations, loss of \(loss))")
        #expect(total > 100)
    }

    @Test(arguments: CrashingFileSystem.Loss.allCases)
    func `no visible event is lost or changed whatever operation of a merge or a commit beside it the crash hits`(
        _ loss: CrashingFileSystem.Loss
    ) throws {
        let (total, without) = (operationsOfWholeRun(merging: true), operationsOfWholeRun())
        var covered = 0
        for crash in 1...total {
            for seed in 0..<(loss == .some ? 4 : 1) as Range<UInt64> {
                try check(crash: crash, loss: loss, seed: UInt64(crash) * 1000 + seed, merging: true)
                covered += 1
            }
        }
        print("crash points: \(covered) covered with merges (\(total) operations, loss of \(loss))")
        #expect(total > without + 30)
    }

    @Test func `an error in any operation of a merge leaves what was there`() throws {
        let total = operationsOfWholeRun(merging: true)
        var failures = 0
        for operation in 1...total {
            let system = CrashingFileSystem(faults: [operation: .error(.ioError)])
            var witness = Witness()
            if !run(on: system, &witness, merging: true) { continue }
            failures += 1
            try verify(system.afterCrash(.nothing, seed: 1), witness, "error at \(operation), cache kept")
            try verify(system.afterCrash(.everything, seed: 1), witness, "error at \(operation), cache lost")
        }
        print("crash points: \(failures) single errors survived with merges of \(total)")
        #expect(failures > total / 4)
    }

    @Test func `a crash during recovery itself loses nothing`() throws {
        var covered = 0
        for crash in stride(from: 1, through: operationsOfWholeRun(), by: 3) {
            let system = CrashingFileSystem(faults: [crash: .crash])
            var witness = Witness()
            run(on: system, &witness)
            for second in 1..<60 {
                let again = system.afterCrash(.some, seed: UInt64(second), faults: [second: .crash])
                var scratch = witness
                run(on: again, &scratch)
                let final = again.afterCrash(again.isCrashed ? .everything : .nothing, seed: 1)
                try verify(final, scratch, "crash \(crash), then \(second)")
                covered += 1
                if !again.isCrashed { break }
            }
        }
        print("crash points: \(covered) covered in recovery")
        #expect(covered > 300)
    }

    @Test func `a failed sync goes on in a new segment, and nothing of that commit is published from the old file`()
        throws
    {
        let total = operationsOfWholeRun()
        var failures = 0
        for operation in 1...total {
            let system = CrashingFileSystem(faults: [operation: .error(.ioError)])
            var witness = Witness()
            if !run(on: system, &witness) { continue }
            failures += 1
            // Once with the cache as it was, once with only what really reached the disk.
            try verify(system.afterCrash(.nothing, seed: 1), witness, "error at \(operation), cache kept")
            try verify(system.afterCrash(.everything, seed: 1), witness, "error at \(operation), cache lost")
        }
        print("crash points: \(failures) single errors survived of \(total)")
        #expect(failures > total / 4)
    }

    @Test func `the checker sees a loss: syncs that lie`() throws {
        let system = CrashingFileSystem(faults: [120: .crash], syncsLie: true)
        var witness = Witness()
        run(on: system, &witness)
        #expect(!witness.published.isEmpty)
        #expect(throws: Broken.self) { try verify(system.afterCrash(.everything, seed: 1), witness, "") }
    }

    @Test func `the checker sees a change, a loss and a repeat in what is read`() throws {
        let system = CrashingFileSystem()
        var witness = Witness()
        run(on: system, &witness)
        let events = try LogFixture(system).events().events
        #expect(throws: Never.self) { try compare(events, witness) }
        var lost = events
        lost.remove(at: 17)
        #expect(throws: Violation.self) { try compare(lost, witness) }
        var repeated = events
        repeated.insert(events[17], at: 18)
        #expect(throws: Violation.self) { try compare(repeated, witness) }
        var changed = witness
        changed.published[events[17].id] = events[18]
        #expect(throws: Violation.self) { try compare(events, changed) }
    }

    private func operationsOfWholeRun(merging: Bool = false) -> Int {
        let system = CrashingFileSystem()
        var witness = Witness()
        run(on: system, &witness, merging: merging)
        return system.operations
    }

    /// Opens the log, and ingests what is left of both inputs, from the positions in the log. False if it crashed or
    /// could not go on.
    @discardableResult
    private func run(
        on system: CrashingFileSystem,
        _ witness: inout Witness,
        merging: Bool = false
    ) -> Bool {
        do throws(SystemError) {
            var log = try LogFixture(system)
            var next = ["a": 1, "b": 1]
            for position in log.recovered.positions {
                next[position.input] = (Int(String(decoding: position.bytes, as: UTF8.self)) ?? 0) + 1
            }
            var random = SplitMix(seed: 42)
            while next.values.contains(where: { $0 <= Self.eventsPerInput }) {
                for input in ["a", "b"] {
                    let first = next[input] ?? 1
                    let count = min(Int(random.next() % 4) + 1, Self.eventsPerInput - first + 1)
                    guard count > 0 else { continue }
                    let batch = LogFixture.batch(
                        input: input,
                        from: first,
                        count: count,
                        padding: Int(random.next() % 200)
                    )
                    var seen: [ReadEvent] = []
                    try log.commit(batch) { block in
                        seen += block.columns.times.indices.map { ReadEvent(block, $0) }
                    }
                    for event in seen { witness.published[event.id] = event }
                    next[input] = first + count
                }
                if merging { try merge(log) }
            }
            log.writer.seal()
            return !system.isCrashed
        } catch {
            return false
        }
    }

    /// Merges what is sealed, as the log's thread would beside the commits.
    private func merge(_ log: LogFixture) throws(SystemError) {
        do {
            _ = try log.mergeAll(sourceBytes: 16 << 10)
        } catch let error as SystemError {
            // The thread tries again later; here a crash ends the run, and another error does not.
            if log.system.isCrashed { throw error }
        } catch {
            preconditionFailure("a merge found damage that nobody did: \(error)")
        }
    }

    private func check(crash: Int, loss: CrashingFileSystem.Loss, seed: UInt64, merging: Bool = false) throws {
        let system = CrashingFileSystem(faults: [crash: .crash])
        var witness = Witness()
        run(on: system, &witness, merging: merging)
        let what = "crash \(crash), loss \(loss), seed \(seed)"
        try verify(system.afterCrash(loss, seed: seed), witness, what, merging: merging)
    }

    /// Reopens, checks the invariants, lets the inputs go on to their ends, and checks that all came exactly once.
    private func verify(
        _ system: CrashingFileSystem,
        _ witness: Witness,
        _ what: String,
        merging: Bool = false
    ) throws {
        do {
            let log = try LogFixture(system)
            let (events, gaps) = try log.events()
            try compare(events, witness)
            if !gaps.isEmpty { throw Violation.gap }
            try comparePositions(log.recovered.positions, events)
            if let last = witness.published.keys.max(), log.writer.nextID <= last { throw Violation.reusedID(last) }

            var rest = witness
            run(on: system, &rest, merging: merging)
            let final = try LogFixture(system).events().events
            try compare(final, rest)
            for input in ["a", "b"] {
                let numbers = final.filter { $0.input == input }.map(\.number)
                if numbers != Array(1...Self.eventsPerInput) { throw Violation.incomplete(input) }
            }
        } catch {
            throw Broken(at: what, cause: error)
        }
    }

    private func compare(_ events: [ReadEvent], _ witness: Witness) throws {
        for (one, next) in zip(events, events.dropFirst()) where one.id >= next.id { throw Violation.disorder(next.id) }
        let read = Dictionary(events.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (id, event) in witness.published {
            guard let found = read[id] else { throw Violation.lost(id) }
            if found != event { throw Violation.changed(id) }
        }
    }

    private func comparePositions(_ positions: [InputPosition], _ events: [ReadEvent]) throws {
        for input in ["a", "b"] {
            let bytes = positions.first { $0.input == input }?.bytes ?? []
            let position = Int(String(decoding: bytes, as: UTF8.self)) ?? 0
            let numbers = events.filter { $0.input == input }.map(\.number)
            guard numbers == Array(0..<position).map({ $0 + 1 }) else {
                throw Violation.positionMismatch(input, position: position, events: numbers.count)
            }
        }
    }
}
