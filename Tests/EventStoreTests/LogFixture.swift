import LogModel
import SystemIO
import SystemPackage
import TestSupport

@testable import EventStore

/// A log on a `CrashingFileSystem`, driven one commit at a time without threads.
struct LogFixture {
    static let directory: FilePath = "/log"
    let system: CrashingFileSystem
    let state: LogState
    let reader: LogReader
    let recovered: Recovery.Outcome
    let directory: LogDirectory
    let rollBytes: UInt64
    var writer: LogWriter

    init(_ system: CrashingFileSystem, now: Int64 = 1_800_000_000_000_000, rollBytes: UInt64 = 4096) throws(SystemError)
    {
        self.system = system
        self.rollBytes = rollBytes
        let directory = LogDirectory(path: Self.directory, fileSystem: system)
        self.directory = directory
        var options = LogOptions(directory: Self.directory, now: { now }, random: { 0x1234_5678_9abc_def0 })
        options.memory = 4096
        let logID = try directory.logID(random: { 7 })
        recovered = try Recovery(directory: directory, logID: logID, random: options.random).run()
        let start = LogWriter.runStart(lastID: recovered.lastID, now: now)
        state = LogState(entries: recovered.entries, head: start, lastID: recovered.lastID, hotLimit: 2048)
        reader = LogReader(
            state: state,
            blocks: BoundedCache(limit: 4096),
            indexes: BoundedCache(limit: 4096),
            patterns: PatternLibrary(memory: 1 << 20) { $0() }
        )
        writer = LogWriter(
            directory: directory,
            logID: logID,
            options: options,
            rollBytes: rollBytes,
            recovered: recovered,
            runStart: start
        )
    }

    /// Commits a batch and calls back with what became visible.
    mutating func commit(_ batch: IngestBatch, published: (Block) -> Void = { _ in }) throws(SystemError) {
        try writer.commit(batch) { [state] committed in
            state.publish(committed, nextID: committed.block?.lastID.next)
            if let block = committed.block { published(block) }
        }
    }

    /// Merges until nothing is left to merge, as the log's thread would; returns how often.
    func mergeAll(sourceBytes: UInt64 = 32 << 10, options: MergeOptions = .small) throws -> Int {
        let plan = MergePlan(sourceBytes: sourceBytes)
        var count = 0
        while true {
            let entries = state.entries
            let candidates = entries.map { entry in
                MergePlan.Candidate(
                    bytes: entry.bytes,
                    state: !entry.isMergeable ? .fixed : entry.isMerged ? .merged : .sealed
                )
            }
            guard let range = plan.next(candidates) else { return count }
            var merge = try SegmentMerge(Array(entries[range]), in: directory, options: options, salt: 99)
            while try merge.step() {}
            if try merge.publish(try merge.seal(), in: state) { count += 1 }
        }
    }

    /// Everything in the log that passes, as a reader from the beginning sees it.
    func events(
        after position: EventID = .zero,
        resuming: Bool = false,
        filter: EventFilter = EventFilter()
    ) throws -> (events: [ReadEvent], gaps: [Gap]) {
        var subscription = Subscription(after: position, filter: filter, resuming: resuming)
        var (events, gaps): ([ReadEvent], [Gap]) = ([], [])
        while case .events(let match) = try reader.selection(subscription, mayRead: true) {
            if let gap = match.gap { gaps.append(gap) }
            if let block = match.block { events += match.indices.map { ReadEvent(block, $0) } }
            subscription.advance(through: match.through)
        }
        return (events, gaps)
    }

    /// The events from number `first` of input `input`, and the position after them, in the tests' encoding.
    static func batch(input: String, from first: Int, count: Int, padding: Int = 0) -> IngestBatch {
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: input, fields: [Field("_HOSTNAME", "h")], units: [input]))
        for number in first..<first + count {
            let text = Array("\(input)#\(number)#\(String(repeating: "x", count: padding))".utf8)
            text.withUnsafeBytes { message in
                columns.append(
                    time: Timestamp(microseconds: Int64(number)),
                    origin: origin,
                    kind: .init(priority: Priority(rawValue: UInt8(number % 8))),
                    message: message,
                    ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
                )
            }
        }
        let position = InputPosition(input: input, bytes: Array("\(first + count - 1)".utf8))
        return IngestBatch(columns: columns, positions: [position])
    }
}

extension MergeOptions {
    /// Blocks small enough for many in a test's segments.
    static var small: MergeOptions {
        var options = MergeOptions()
        (options.blockBytes, options.blockEvents, options.level) = (1500, 40, 1)
        return options
    }
}

extension LogFixture {
    /// Three journal entries with own fields and addresses.
    static func journalBatch(_ number: Int, _ random: inout SplitMix) -> IngestBatch {
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: "journal", fields: [Field("_PID", "\(number % 3)")], units: ["j"]))
        for index in 0..<3 {
            let time = Int64(1_700_000_000_000_000 + number * 1000 + index)
            var own = ByteWriter(capacity: 64)
            let field = "_SOURCE_REALTIME_TIMESTAMP=\(time - 50)"
            own.append(varint: UInt64(field.utf8.count))
            own.append(utf8: field)
            let address = JournalAddress(
                sequence: UInt64(number * 3 + index + 1),
                monotonic: UInt64(time) &- random.next() % 1000,
                xorHash: random.next()
            )
            own.withBytes { own in
                Array("j#\(number * 3 + index)#".utf8).withUnsafeBytes { message in
                    columns.append(
                        time: Timestamp(microseconds: time),
                        origin: origin,
                        kind: .init(priority: Priority(rawValue: UInt8(index))),
                        message: index == 2 ? nil : message,
                        ownFields: own,
                        address: address
                    )
                }
            }
        }
        return IngestBatch(columns: columns)
    }
}

/// An event as it was read: its ID and all of its content.
struct ReadEvent: Hashable {
    let id: EventID
    let message: String
    let own: [UInt8]
    let kind: EventColumns.Kind
    let time: Int64
    let origin: Origin
    let address: JournalAddress

    init(_ block: Block, _ index: Int) {
        let columns = block.columns
        id = block.id(at: index)
        message = String(decoding: columns.messages[index], as: UTF8.self)
        own = Array(columns.ownFields[index])
        (kind, time) = (columns.kinds[index], columns.times[index])
        (origin, address) = (columns.origin(at: index), columns.addresses[index])
    }

    var input: Substring { message.prefix { $0 != "#" } }
    var number: Int { Int(message.split(separator: "#")[1]) ?? -1 }
}
