internal import LogModel
internal import SystemIO
internal import SystemPackage

/// Neighbouring sealed segments on their way into one of large compressed blocks, under the first one's name.
///
/// Invariants:
/// 1. Every event keeps its ID and all of its content; every block keeps the ID before it wherever something is
///    missing or a run begins, so that holes are seen as before. Positions stand with the events that they follow.
/// 2. The new file is whole and durable before it takes the old one's name; the directory is durable before the
///    other sources go. A crash leaves the old files, or the new one, or the new one and sources that it covers,
///    which the next start removes (`Recovery`).
/// 3. No more than `syncBytes` are written between two syncs, so that no commit waits long behind them.
/// 4. A source with damage is not merged: what can be said of it today can be said of it tomorrow.
struct SegmentMerge: ~Copyable {
    let directory: LogDirectory
    let sources: [SegmentEntry]
    private let options: MergeOptions
    private let segment: Segment
    private let temporary: FilePath
    private let compressor: ZstdCompressor
    private var grams = GramCollector()
    private var buffer = MergeBuffer()
    private var remaining: ArraySlice<SegmentEntry>
    private var scan: SegmentScan?
    private var scanned: Segment?
    private var length = UInt64(SegmentHeader.size)
    private var unsynced = 0
    private var blocks: [BlockInfo] = []
    private var positions: [String: [UInt8]] = [:]
    private var tallies = BlockTallies()
    private var known: [Origin: UInt32] = [:]
    private var gramMaps: [GramMap] = []
    /// Bytes of sources gone through.
    private(set) var bytesRead = 0

    private static let syncBytes = 1 << 20

    /// Makes the new file.
    init(
        _ sources: [SegmentEntry],
        in directory: LogDirectory,
        options: MergeOptions,
        salt: UInt64
    ) throws(SystemError) {
        guard let first = sources.first?.segment else { preconditionFailure("BUG: a merge of nothing") }
        let temporary = FilePath(first.path.string + LogDirectory.temporarySuffix)
        let header = SegmentHeader(logID: first.header.logID, salt: salt, firstID: first.header.firstID)
        let file = try directory.create(temporary)
        try file.write(header.bytes, at: 0)
        let segment = Segment(file: file, path: first.path, header: header)
        self.init(sources, directory, options, segment, temporary)
    }

    private init(
        _ sources: [SegmentEntry],
        _ directory: LogDirectory,
        _ options: MergeOptions,
        _ segment: Segment,
        _ temporary: FilePath
    ) {
        (self.directory, self.sources, self.options) = (directory, sources, options)
        (self.segment, self.temporary) = (segment, temporary)
        remaining = sources[...]
        compressor = ZstdCompressor(level: options.level)
    }

    /// Takes the next block of the sources; false when there is none. Throws `Segment.Damaged`, or what the disk says.
    mutating func step() throws -> Bool {
        guard var scan = try self.scan ?? nextScan(), let source = scanned else { return false }
        let part = try scan.next()
        self.scan = part == nil ? nil : scan
        switch part {
        case .block(let header, let bytes, let offset):
            bytesRead += bytes.count
            if header.kind == .events { try take(header, bytes, Segment.Damaged(path: source.path, offset: offset)) }
        case .tornTail(let range) where range.count == SegmentIndex.trailerSize: break
        case .damage(let range), .tornTail(let range):
            throw Segment.Damaged(path: source.path, offset: range.lowerBound)
        case nil: break
        }
        return true
    }

    private mutating func nextScan() throws(SystemError) -> SegmentScan? {
        scanned = remaining.popFirst()?.segment
        return if let scanned { try SegmentScan(scanned) } else { nil }
    }

    private mutating func take(_ header: BlockHeader, _ bytes: [UInt8], _ damage: Segment.Damaged) throws {
        guard let positions = try? BlockDecoder.positions(of: bytes, header: header),
            let columns = try? BlockDecoder.columns(of: bytes, header: header)
        else { throw damage }
        let isFull =
            buffer.contentBytes + columns.contentBytes > options.blockBytes
            || buffer.count + columns.count > options.blockEvents
        if buffer.count > 0, isFull || !buffer.isFollowed(by: header) { try writeBlock() }
        buffer.append(header, columns, positions)
        for position in positions { self.positions[position.input] = position.bytes.isEmpty ? nil : position.bytes }
    }

    private mutating func writeBlock() throws(SystemError) {
        guard !buffer.isEmpty else { return }
        let columns = buffer.columns
        var writer = ByteWriter(capacity: buffer.contentBytes / 4 + 4096)
        let header = BlockEncoder.encodeCompressed(
            columns,
            positions: buffer.positions,
            header: buffer.header,
            salt: segment.header.salt,
            offset: length,
            compressor: compressor,
            into: &writer
        )
        if header.count > 0 {
            blocks.append(BlockInfo(header: header, offset: length))
            tallies.append(columns, known: &known)
            gramMaps.append(grams.map(of: columns.messages))
        }
        buffer = MergeBuffer()
        try write(writer.bytes)
    }

    /// Writes the rest and the index: on return the new file is durable, and has no name that anybody looks for.
    mutating func seal() throws(SystemError) -> SegmentEntry {
        try writeBlock()
        let merged = SegmentIndex.Merged(tallies: tallies, grams: try writeGrams())
        let all = positions.map { InputPosition(input: $0.key, bytes: $0.value) }.sorted { $0.input < $1.input }
        let index = SegmentIndex(blocks: blocks, positions: all, merged: merged)
        try write(index.encoded(segment: segment.header, offset: length))
        try segment.file.sync()
        var entry = SegmentEntry(segment: segment, span: nil, bytes: length, isMerged: true, blocks: nil)
        for block in blocks { entry.extend(by: block) }
        return entry
    }

    private mutating func writeGrams() throws(SystemError) -> GramTable? {
        // The only section of its block: it begins right behind the header.
        guard let table = GramTable(of: gramMaps, at: length + UInt64(BlockHeader.size)) else { return nil }
        let pages = table.encoded(gramMaps, salt: segment.header.salt)
        var writer = ByteWriter(capacity: BlockHeader.size + pages.count + 8)
        var header = BlockHeader()
        (header.kind, header.firstID) = (.grams, segment.header.firstID)
        header.append(to: &writer)
        writer.append(bytes: pages)
        header.sections[BlockSection.messages.rawValue] = UInt32(pages.count)
        header.rawSections = header.sections
        BlockEncoder.finish(&header, from: 0, salt: segment.header.salt, offset: length, in: &writer)
        try write(writer.bytes)
        return table
    }

    private mutating func write(_ bytes: [UInt8]) throws(SystemError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = rest.prefix(Self.syncBytes - unsynced)
            try segment.file.write(Array(part), at: length)
            length += UInt64(part.count)
            unsynced += part.count
            rest = rest.dropFirst(part.count)
            if unsynced >= Self.syncBytes {
                try segment.file.sync()
                unsynced = 0
            }
        }
    }

    /// Gives the sealed file the first source's name, and shows it in the sources' place.
    ///
    /// False when retention dropped a source meanwhile: then nothing has changed.
    func publish(_ entry: SegmentEntry, in state: LogState) throws(SystemError) -> Bool {
        let old = sources.map(\.segment)
        guard state.holds(old) else {
            try discard()
            return false
        }
        try directory.fileSystem.rename(temporary, to: segment.path)
        guard state.replace(old, with: entry) else {
            // Dropped since: the name is the dropped segment's, and nobody else's.
            try directory.fileSystem.unlink(segment.path)
            return false
        }
        try directory.fileSystem.syncDirectory(directory.path)
        for source in old.dropFirst() { try directory.fileSystem.unlink(source.path) }
        return true
    }

    /// Removes the new file.
    func discard() throws(SystemError) {
        try directory.fileSystem.unlink(temporary)
    }
}
