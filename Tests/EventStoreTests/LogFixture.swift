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
    var writer: LogWriter

    init(_ system: CrashingFileSystem, now: Int64 = 1_800_000_000_000_000, rollBytes: UInt64 = 4096) throws(SystemError)
    {
        self.system = system
        let directory = LogDirectory(path: Self.directory, fileSystem: system)
        var options = LogOptions(directory: Self.directory, now: { now }, random: { 0x1234_5678_9abc_def0 })
        options.memory = 4096
        let logID = try directory.logID(random: { 7 })
        recovered = try Recovery(directory: directory, logID: logID, random: options.random).run()
        let start = LogWriter.runStart(lastID: recovered.lastID, now: now)
        state = LogState(entries: recovered.entries, head: start, lastID: recovered.lastID, hotLimit: 2048)
        reader = LogReader(state: state, blocks: BoundedCache(limit: 4096), indexes: BoundedCache(limit: 4096))
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

    /// Everything in the log, as a reader from the beginning sees it.
    func events(after position: EventID = .zero, resuming: Bool = false) throws -> (events: [ReadEvent], gaps: [Gap]) {
        var subscription = Subscription(after: position, filter: EventFilter(), resuming: resuming)
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
