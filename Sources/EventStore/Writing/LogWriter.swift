internal import LogModel
internal import SystemIO

/// The one place where events become durable and then visible.
///
/// Invariants:
/// 1. append → sync → publish, in `commit` and nowhere else: an ID that was visible never names another event.
/// 2. A block is written at the end of what is durable; what lies beyond is never read.
/// 3. A file whose sync failed is never synced again: it is cut to its durable length and left, and the same events
///    go into a new segment under the same IDs, which nobody has seen.
/// 4. IDs within the run are dense; the next segment is named by the next ID.
struct LogWriter: Sendable {
    private let directory: LogDirectory
    private let logID: UInt64
    private let options: LogOptions
    private let rollBytes: UInt64
    private var active: Active?
    private(set) var nextID: EventID
    private var lastID: EventID
    private var positions: [String: [UInt8]]
    /// How long each sync of a block took.
    var syncs = LatencyHistogram()

    /// The segment that takes the blocks.
    private struct Active {
        var segment: Segment
        /// What is durable of the file.
        var length: UInt64
        var blocks: [BlockInfo] = []
        var began: Int64
        var isEmpty: Bool { length == UInt64(SegmentHeader.size) }
    }

    /// What a commit made visible.
    struct Committed {
        var segment: Segment
        var length: UInt64
        var block: Block?
        var info: BlockInfo?
        /// The segment before, when this commit began a new one.
        var sealed: Sealed?
    }

    /// A segment that ends with its index now.
    struct Sealed {
        var segment: Segment
        var length: UInt64
    }

    init(
        directory: LogDirectory,
        logID: UInt64,
        options: LogOptions,
        rollBytes: UInt64,
        recovered: Recovery.Outcome,
        runStart: EventID
    ) {
        (self.directory, self.logID, self.options, self.rollBytes) = (directory, logID, options, rollBytes)
        (nextID, lastID) = (runStart, recovered.lastID)
        positions = Dictionary(uniqueKeysWithValues: recovered.positions.map { ($0.input, $0.bytes) })
    }

    /// The first ID of a run that begins now: above all earlier ones, also if the clock was set back.
    static func runStart(lastID: EventID, now: Int64) -> EventID {
        let (year2020, year2200): (Int64, Int64) = (1_577_836_800_000_000, 7_258_118_400_000_000)
        guard (year2020..<year2200).contains(now) else { return lastID.next }
        return max(lastID.next, EventID(unchecked: UInt64(now)))
    }

    /// Makes a batch durable, and hands it to `publish` after that.
    ///
    /// Throws with nothing of it visible or kept; the caller may come again with the same batch.
    mutating func commit(_ batch: IngestBatch, publish: (Committed) -> Void) throws(SystemError) {
        let appendTime = options.now()
        var sealed: Sealed?
        if let active, shouldRoll(active, at: appendTime) { sealed = seal() }
        var committed: Committed
        do {
            committed = try append(batch, at: appendTime)
        } catch  where error.call == "fdatasync" {
            abandonActive()
            committed = try append(batch, at: appendTime)
        }
        committed.sealed = sealed
        for position in batch.positions { positions[position.input] = position.bytes.isEmpty ? nil : position.bytes }
        if !batch.columns.isEmpty {
            lastID = EventID(unchecked: nextID.rawValue + UInt64(batch.columns.count) - 1)
            nextID = lastID.next
        }
        publish(committed)
    }

    /// Seals the active segment: index, trailer, sync. A failure costs only the next start a scan.
    @discardableResult
    mutating func seal() -> Sealed? {
        guard let active else { return nil }
        self.active = nil
        let all = positions.map { InputPosition(input: $0.key, bytes: $0.value) }.sorted { $0.input < $1.input }
        let index = SegmentIndex(blocks: active.blocks, positions: all)
        let bytes = index.encoded(segment: active.segment.header, offset: active.length)
        do {
            try active.segment.file.write(bytes, at: active.length)
            try active.segment.file.sync()
            return Sealed(segment: active.segment, length: active.length + UInt64(bytes.count))
        } catch {
            // The blocks are durable; half an index is none, and the segment is scanned at the next start.
            return nil
        }
    }

    private func shouldRoll(_ active: Active, at now: Int64) -> Bool {
        if active.isEmpty { return false }
        let age = options.rollAge.components.seconds * 1_000_000
        return active.length >= rollBytes || now - active.began >= age || now < active.began
    }

    /// Writes and syncs one block. Nothing of the writer's state but the active segment changes.
    private mutating func append(_ batch: IngestBatch, at appendTime: Int64) throws(SystemError) -> Committed {
        if self.active == nil { self.active = try begin(at: appendTime) }
        guard var active = self.active else { preconditionFailure("BUG: no segment to append to") }
        let block = batch.columns.isEmpty ? nil : Block(firstID: nextID, predecessorID: lastID, columns: batch.columns)
        var header = BlockHeader()
        (header.firstID, header.predecessorID, header.appendTime) = (nextID, lastID, appendTime)
        header.minimumTime = block?.times.lowerBound.microseconds ?? appendTime
        header.maximumTime = block?.times.upperBound.microseconds ?? appendTime
        let moved = active.isEmpty ? allPositions(with: batch.positions) : batch.positions
        let salt = active.segment.header.salt
        var writer = ByteWriter(capacity: batch.columns.byteCount + 4096)
        header = BlockEncoder.encode(
            batch.columns,
            positions: moved,
            header: header,
            salt: salt,
            offset: active.length,
            into: &writer
        )
        try write(writer, to: active)
        let info = block == nil ? nil : BlockInfo(header: header, offset: active.length)
        if let info { active.blocks.append(info) }
        active.length += UInt64(header.length)
        self.active = active
        return Committed(segment: active.segment, length: active.length, block: block, info: info)
    }

    private mutating func write(_ writer: borrowing ByteWriter, to active: Active) throws(SystemError) {
        do {
            try writer.withBytes { (raw) throws(SystemError) in try active.segment.file.write(raw, at: active.length) }
        } catch {
            cut(active)
            throw error
        }
        let began = ContinuousClock.now
        try active.segment.file.sync()
        syncs.record(.now - began)
    }

    /// Takes back what a failed write left. If that fails too, the file is given up.
    private mutating func cut(_ active: Active) {
        do {
            try active.segment.file.truncate(to: active.length)
        } catch {
            abandonActive()
        }
    }

    /// Leaves a file about which nothing is known beyond its durable length.
    private mutating func abandonActive() {
        guard let active else { return }
        self.active = nil
        do {
            try active.segment.file.truncate(to: active.length)
        } catch {
            // It stays longer than it should: recovery ends it where the next segment begins.
        }
    }

    private func begin(at now: Int64) throws(SystemError) -> Active {
        let header = SegmentHeader(logID: logID, salt: options.random(), firstID: nextID)
        let path = directory.segmentPath(nextID)
        let file = try directory.create(path)
        try file.write(header.bytes, at: 0)
        try file.sync()
        try directory.fileSystem.syncDirectory(directory.path)
        let segment = Segment(file: file, path: path, header: header)
        return Active(segment: segment, length: UInt64(SegmentHeader.size), began: now)
    }

    private func allPositions(with moved: [InputPosition]) -> [InputPosition] {
        var all = positions
        for position in moved { all[position.input] = position.bytes.isEmpty ? nil : position.bytes }
        return all.map { InputPosition(input: $0.key, bytes: $0.value) }.sorted { $0.input < $1.input }
    }
}
