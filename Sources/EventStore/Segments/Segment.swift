internal import LogModel
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// An open segment file. It stays readable after its name is gone, for as long as somebody reads.
final class Segment: Sendable {
    let file: any StorageFile
    let path: FilePath
    let header: SegmentHeader
    /// Tells it from every other one of this process, also from the one that took its place and name.
    let serial: UInt64
    private static let serials = Atomic<UInt64>(0)

    init(file: any StorageFile, path: FilePath, header: SegmentHeader) {
        (self.file, self.path, self.header) = (file, path, header)
        serial = Self.serials.add(1, ordering: .relaxed).newValue
    }

    /// A block of the segment is not what was written.
    struct Damaged: Error {
        let path: FilePath
        let offset: UInt64
    }

    /// The bytes of a block whose place is known, verified.
    func bytes(of info: BlockInfo) throws -> (header: BlockHeader, bytes: [UInt8]) {
        try bytes(at: info.offset, length: Int(info.length))
    }

    func bytes(at offset: UInt64, length: Int) throws -> (header: BlockHeader, bytes: [UInt8]) {
        let bytes = try file.read(at: offset, count: length)
        let header = bytes.withUnsafeBytes { raw -> BlockHeader? in
            guard let header = BlockHeader(raw), Int(header.length) == raw.count else { return nil }
            return BlockHeader.isIntact(raw, salt: self.header.salt, offset: offset) ? header : nil
        }
        guard let header else { throw Damaged(path: path, offset: offset) }
        return (header, bytes)
    }

    /// A block as it stands in the file, verified.
    func packed(_ info: BlockInfo) throws -> PackedBlock {
        let (header, bytes) = try bytes(of: info)
        return PackedBlock(header: header, bytes: bytes)
    }

    /// The heads of a block with events.
    func heads(of packed: PackedBlock, at info: BlockInfo) throws -> BlockHeads {
        let columns = try? BlockDecoder.heads(of: packed.bytes, header: packed.header)
        guard let columns, !columns.isEmpty else {
            // A block whose checksum holds and whose columns do not fit is damage like any other.
            throw Damaged(path: path, offset: info.offset)
        }
        return BlockHeads(packed: packed, columns: columns)
    }

    /// The whole block of heads that this segment gave.
    func block(_ heads: BlockHeads, at info: BlockInfo) throws -> Block {
        let (header, bytes) = (heads.packed.header, heads.packed.bytes)
        let columns = try? BlockDecoder.columns(of: bytes, header: header, heads: heads.columns)
        guard let columns else { throw Damaged(path: path, offset: info.offset) }
        return Block(firstID: header.firstID, predecessorID: header.predecessorID, columns: columns)
    }

    /// A decoded block with events.
    func block(_ info: BlockInfo) throws -> Block { try block(heads(of: packed(info), at: info), at: info) }
}

/// A verified block of which nothing is decoded yet.
struct PackedBlock: Sendable {
    let header: BlockHeader
    let bytes: [UInt8]

    /// Whether any of its events is a gap, and its messages end to end; nil where they do not fit together.
    func messages() -> (hasGap: Bool, content: BlockDecoder.Content)? {
        guard let kinds = try? BlockDecoder.section(.kinds, of: bytes, header),
            let content = try? BlockDecoder.section(.messages, of: bytes, header)
        else { return nil }
        return (kinds.bytes[kinds.range].contains { EventColumns.Kind(rawValue: $0).isGap }, content)
    }
}

/// A block of which only origins, kinds and times are decoded: enough to tell that nothing in it passes.
struct BlockHeads: Sendable {
    let packed: PackedBlock
    /// Events whose messages and own fields are empty, and which have no addresses.
    let columns: EventColumns
}

/// A segment's place in the log.
struct SegmentEntry: Sendable {
    let segment: Segment
    /// What all of its blocks with events span; nil while there is none.
    var span: Span?
    /// The length of the file.
    var bytes: UInt64
    /// Whether its blocks are large and compressed, and its index has their tallies.
    var isMerged = false
    /// The blocks, while they are not in a sealed index on disk: the active segment, and one whose sync failed.
    var blocks: [BlockInfo]?

    struct Span: Hashable, Sendable {
        var firstID: EventID
        var lastID: EventID
        var predecessorID: EventID
        var minimumTime: Int64
        var maximumTime: Int64
        var lastAppend: Int64

        init(_ info: BlockInfo) {
            (firstID, lastID, predecessorID) = (info.firstID, info.lastID, info.predecessorID)
            (minimumTime, maximumTime, lastAppend) = (info.minimumTime, info.maximumTime, info.appendTime)
        }

        mutating func extend(by info: BlockInfo) {
            lastID = info.lastID
            minimumTime = min(minimumTime, info.minimumTime)
            maximumTime = max(maximumTime, info.maximumTime)
            lastAppend = max(lastAppend, info.appendTime)
        }
    }

    /// Whether it may be merged: it is sealed and has events.
    var isMergeable: Bool { blocks == nil && span != nil }

    mutating func extend(by info: BlockInfo) {
        if span == nil { span = Span(info) } else { span?.extend(by: info) }
    }
}
