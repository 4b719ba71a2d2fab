import LogModel
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

@Suite struct DamageTests {
    static let path = LogDirectory(path: LogFixture.directory, fileSystem: CrashingFileSystem()).segmentPath

    /// Three blocks of two events each, left as a crash leaves them: without index.
    private func threeBlocks(seal: Bool = false) throws -> (
        system: CrashingFileSystem, file: FilePath, events: [ReadEvent]
    ) {
        let system = CrashingFileSystem()
        var log = try LogFixture(system, rollBytes: 1 << 20)
        let first = log.writer.nextID
        for block in 0..<3 { try log.commit(LogFixture.batch(input: "a", from: 1 + 2 * block, count: 2)) }
        let events = try log.events().events
        if seal { log.writer.seal() }
        return (system, Self.path(first), events)
    }

    @Test func `a torn last block is cut on open, and saved aside`() throws {
        let (system, file, events) = try threeBlocks()
        let length = system.contents(file).count
        system.damage(file) { $0.removeLast(5) }
        let log = try LogFixture(system)
        #expect(try log.events().events == Array(events[..<4]))
        #expect(try log.events().gaps.isEmpty)
        #expect(log.recovered.findings.count == 1)
        #expect(log.recovered.findings[0].contains("torn tail"))
        #expect(log.recovered.positions == [InputPosition(input: "a", bytes: Array("4".utf8))])
        #expect(length > 5)
    }

    @Test func `a file cut at any byte opens, with all blocks before the cut`() throws {
        let (original, file, events) = try threeBlocks()
        let length = original.contents(file).count
        for cut in 0..<length {
            let system = original.afterCrash(.nothing, seed: 0)
            system.damage(file) { $0.removeLast($0.count - cut) }
            let read = try LogFixture(system).events().events
            #expect(read == Array(events.prefix(read.count)))
            #expect(read.count % 2 == 0)
        }
    }

    @Test(arguments: [false, true])
    func `a flipped bit anywhere is found, the log opens, and what is shown is true`(sealed: Bool) throws {
        let (original, file, events) = try threeBlocks(seal: sealed)
        let length = original.contents(file).count
        var missing = 0
        for offset in 0..<length {
            let system = original.afterCrash(.nothing, seed: 0)
            system.damage(file) { $0[offset] ^= 1 << UInt8(offset % 8) }
            let log = try LogFixture(system)
            let (read, gaps) = try log.events()
            #expect(Set(read).isSubset(of: events), "byte \(offset)")
            if read.count < events.count {
                missing += 1
                let isTail = read == Array(events.prefix(read.count)) && !sealed
                #expect(!gaps.isEmpty || isTail || read.isEmpty || read.first != events.first, "byte \(offset)")
            }
        }
        #expect(missing > 100)
    }

    @Test func `damage in the middle costs its block alone, and readers get a gap`() throws {
        let (system, file, events) = try threeBlocks()
        let text = Array("a#3#".utf8)
        system.damage(file) { bytes in
            guard let at = (0..<bytes.count - 4).first(where: { Array(bytes[$0..<$0 + 4]) == text }) else { return }
            bytes[at] ^= 0xff
        }
        let log = try LogFixture(system)
        let (read, gaps) = try log.events()
        #expect(read == Array(events[..<2] + events[4...]))
        #expect(gaps == [Gap(reason: .quarantine)])
        let resumed = try log.events(after: events[2].id, resuming: true)
        #expect(resumed.gaps == [Gap(reason: .quarantine)])
        #expect(resumed.events == Array(events[4...]))
    }

    @Test func `a log line that holds a valid block is no block`() throws {
        let (system, file, _) = try threeBlocks()
        let blocks = Array(system.contents(file)[SegmentHeader.size...])
        let other = CrashingFileSystem()
        var log = try LogFixture(other, rollBytes: 1 << 20)
        let first = log.writer.nextID
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: "evil"))
        for padding in 0..<8 {
            let message = [UInt8](repeating: 0x20, count: padding) + blocks
            message.withUnsafeBytes { bytes in
                columns.append(
                    time: Timestamp(microseconds: 1),
                    origin: origin,
                    kind: .init(priority: nil),
                    message: bytes,
                    ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
                )
            }
        }
        try log.commit(LogFixture.batch(input: "a", from: 1, count: 1))
        try log.commit(IngestBatch(columns: columns))
        try log.commit(LogFixture.batch(input: "a", from: 2, count: 1))
        // Damage the header of the block that holds the copies: the search for the next block goes through them.
        let secondBlock =
            SegmentHeader.size
            + Int(
                other.contents(Self.path(first)).withUnsafeBytes {
                    $0.number(at: SegmentHeader.size + 8, as: UInt32.self)
                }
            )
        other.damage(Self.path(first)) { $0[secondBlock + 20] ^= 1 }
        let read = try LogFixture(other).events()
        #expect(read.events.map(\.number) == [1, 2])
        #expect(read.gaps == [Gap(reason: .quarantine)])
    }

    @Test func `a segment without a header is kept aside, and the log starts`() throws {
        let (system, file, _) = try threeBlocks()
        system.damage(file) { $0[3] = 0 }
        let log = try LogFixture(system)
        #expect(try log.events().events.isEmpty)
        #expect(log.recovered.findings.count == 1)
    }
}
