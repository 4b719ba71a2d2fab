internal import LogModel
internal import SystemIO
internal import SystemPackage

/// One file of a backlog, read in the order of its entries without libsystemd.
final class JournalBacklogFile {
    private var list: JournalEntryList
    private var bytes: JournalFileBytes?
    private let file: ReadOnlyFile
    private var index = 0
    let isArchived: Bool
    /// The number of the entry at `index`; nil when the file has no further one.
    private(set) var pending: UInt64?

    /// All incompatible features that are known: compression (1, 2, 8), keyed hashes (4), compact (16).
    private static let knownFeatures: UInt64 = 31
    private static let compactFeature: UInt64 = 16

    /// Opens a file of the source; nil when libsystemd has to read it.
    init?(_ path: String, sequenceID: String) {
        // Gone since it was listed, or whatever else: libsystemd will say.
        guard let file = try? ReadOnlyFile(FilePath(path)), let header = Self.header(file) else { return nil }
        guard let known = JournalFileHeader(header), known.sequenceID == sequenceID else { return nil }
        let features = header.withUnsafeBytes { UInt64($0.loadUnaligned(fromByteOffset: 12, as: UInt32.self)) }
        guard features & ~Self.knownFeatures == 0 else { return nil }
        let isCompact = features & Self.compactFeature != 0
        (self.file, isArchived) = (file, known.isArchived)
        list = JournalEntryList(file, isCompact: isCompact)
        bytes = JournalFileBytes(file, isCompact: isCompact)
        guard update(header) else { return nil }
    }

    private static func header(_ file: ReadOnlyFile) -> [UInt8]? {
        let bytes = [UInt8](unsafeUninitializedCapacity: JournalFileHeader.size) { buffer, filled in
            filled = (try? file.read(at: 0, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        return bytes.count == JournalFileHeader.size ? bytes : nil
    }

    private func update(_ header: [UInt8]) -> Bool {
        header.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return false }
            return list.update(first: JournalObject.word(start, 176), count: JournalObject.word(start, 152))
        }
    }

    /// Whether no entry is left, and none can come.
    var isDone: Bool { isArchived && pending == nil }

    /// Takes note of entries that were appended; false when that cannot be known.
    ///
    /// journald raises the number of entries after it has written them: what the header counts is complete.
    func refresh() -> Bool {
        guard !isArchived else { return true }
        bytes?.forgetWindow()
        guard let header = Self.header(file) else { return false }
        return update(header)
    }

    /// Moves to the first entry with this number or a greater one; false when one could not be read.
    func seek(to sequence: UInt64) -> Bool {
        var bytes = bytes.take()
        defer { self.bytes = bytes.take() }
        guard index < list.count else {
            pending = nil
            return true
        }
        guard let present = number(index, &bytes) else { return false }
        if present < sequence {
            var (low, high) = (index, list.count)
            while low + 1 < high {
                let middle = low + (high - low) / 2
                guard let found = number(middle, &bytes) else { return false }
                if found < sequence { low = middle } else { high = middle }
            }
            index = high
        }
        pending = nil
        guard index < list.count else { return true }
        pending = number(index, &bytes)
        return pending != nil
    }

    private func number(_ index: Int, _ bytes: inout JournalFileBytes?) -> UInt64? {
        guard let offset = list.offset(at: index) else { return nil }
        return bytes?.entry(at: offset)?.0.sequence
    }

    /// Appends entries below `limit` while their numbers are dense and the batch has room; false when the entry that
    /// it came to has to be read by libsystemd.
    func read(_ run: inout JournalRun, below limit: UInt64, into batch: inout JournalBatch) -> Bool {
        guard var bytes = bytes.take() else { return false }
        let missesBefore = bytes.misses
        let isUnderstood = read(&run, below: limit, &bytes, into: &batch)
        run.misses += bytes.misses - missesBefore
        self.bytes = consume bytes
        return isUnderstood
    }

    private func read(
        _ run: inout JournalRun,
        below limit: UInt64,
        _ bytes: inout JournalFileBytes,
        into batch: inout JournalBatch
    ) -> Bool {
        while index < list.count {
            guard let offset = list.offset(at: index), let (entry, items) = bytes.entry(at: offset) else {
                return false
            }
            pending = entry.sequence
            if entry.sequence != run.next || run.next >= limit { return true }
            if run.room == 0 || batch.columns.contentBytes >= run.batchBytes { return true }
            guard Self.append(entry, items, &bytes, to: &batch) else { return false }
            run.last = entry
            (run.next, run.room, run.count) = (run.next + 1, run.room - 1, run.count + 1)
            index += 1
        }
        pending = nil
        return true
    }

    @inline(__always)
    private static func append(
        _ entry: JournalEntryObject,
        _ items: UnsafeRawPointer,
        _ bytes: inout JournalFileBytes,
        to batch: inout JournalBatch
    ) -> Bool {
        batch.begin()
        for item in 0..<entry.itemCount {
            guard let field = bytes.field(items, item) else { return false }
            batch.take(field)
        }
        batch.end(realtime: entry.realtime, address: entry.address)
        return true
    }
}
