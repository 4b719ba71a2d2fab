internal import LogModel
internal import SystemIO
internal import SystemPackage

/// An open segment file. It stays readable after its name is gone, for as long as somebody reads.
final class Segment: Sendable {
    let file: any StorageFile
    let path: FilePath
    let header: SegmentHeader

    init(file: any StorageFile, path: FilePath, header: SegmentHeader) {
        (self.file, self.path, self.header) = (file, path, header)
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

    /// A decoded block with events.
    func block(_ info: BlockInfo) throws -> Block {
        let (header, bytes) = try bytes(of: info)
        guard let columns = try? BlockDecoder.columns(of: bytes, header: header), !columns.isEmpty else {
            // A block whose checksum holds and whose columns do not fit is damage like any other.
            throw Damaged(path: path, offset: info.offset)
        }
        return Block(firstID: header.firstID, predecessorID: header.predecessorID, columns: columns)
    }
}

/// A segment's place in the log.
struct SegmentEntry: Sendable {
    let segment: Segment
    /// What all of its blocks with events span; nil while there is none.
    var span: Span?
    /// The length of the file.
    var bytes: UInt64
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

    mutating func extend(by info: BlockInfo) {
        if span == nil { span = Span(info) } else { span?.extend(by: info) }
    }
}
