internal import LogModel
internal import SystemIO

/// The end of a sealed segment: every block with events, and all positions, behind one checksum.
struct SegmentIndex: Sendable {
    static let trailerSize = 16
    static let magic: UInt64 = 0x4445_4c41_4553_434c

    var blocks: [BlockInfo]
    var positions: [InputPosition]

    /// The index block and the trailer, as they stand at `offset`.
    func encoded(segment: SegmentHeader, offset: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: BlockHeader.size + blocks.count * 24)
        var header = BlockHeader()
        header.kind = .index
        header.firstID = segment.firstID
        header.append(to: &writer)
        BlockEncoder.append(positions: positions, to: &writer)
        header.sections[BlockSection.positions.rawValue] = UInt32(writer.count - BlockHeader.size)
        let start = writer.count
        var previous = BlockInfo(header: BlockHeader(), offset: 0)
        writer.append(varint: UInt64(blocks.count))
        for block in blocks {
            Self.append(block, after: previous, to: &writer)
            previous = block
        }
        header.sections[BlockSection.messages.rawValue] = UInt32(writer.count - start)
        BlockEncoder.finish(&header, from: 0, salt: segment.salt, offset: offset, in: &writer)
        writer.append(littleEndian: offset)
        writer.append(littleEndian: Self.magic)
        return writer.bytes
    }

    private static func append(_ block: BlockInfo, after previous: BlockInfo, to writer: inout ByteWriter) {
        writer.append(varint: block.offset - previous.offset)
        writer.append(varint: UInt64(block.length))
        writer.append(varint: UInt64(block.count))
        writer.append(varint: block.firstID.rawValue - previous.firstID.rawValue)
        writer.append(varint: block.predecessorID.rawValue - previous.predecessorID.rawValue)
        writer.append(zigzag: block.minimumTime &- previous.minimumTime)
        writer.append(zigzag: block.maximumTime &- block.minimumTime)
        writer.append(zigzag: block.appendTime &- previous.appendTime)
    }

    /// The index of a sealed segment; nil when there is none or it is damaged, and the segment must be scanned.
    init?(of segment: Segment) throws(SystemError) {
        let length = try segment.file.length()
        guard length >= UInt64(SegmentHeader.size + BlockHeader.size + Self.trailerSize) else { return nil }
        let trailer = try segment.file.read(at: length - UInt64(Self.trailerSize), count: Self.trailerSize)
        let (offset, magic) = trailer.withUnsafeBytes {
            ($0.number(at: 0, as: UInt64.self), $0.number(at: 8, as: UInt64.self))
        }
        guard magic == Self.magic, offset >= UInt64(SegmentHeader.size), offset < length else { return nil }
        let size = Int(length - UInt64(Self.trailerSize) - offset)
        guard size <= BlockHeader.maximumLength else { return nil }
        // Damage and a failing disk look alike here: both mean "scan the segment", where a failing disk throws again.
        guard let (header, bytes) = try? segment.bytes(at: offset, length: size), header.kind == .index else {
            return nil
        }
        guard let decoded = try? Self.decode(bytes, header) else { return nil }
        (blocks, positions) = decoded
    }

    init(blocks: [BlockInfo], positions: [InputPosition]) {
        (self.blocks, self.positions) = (blocks, positions)
    }

    private static func decode(
        _ bytes: [UInt8],
        _ header: BlockHeader
    ) throws(ByteReader.Malformed) -> ([BlockInfo], [InputPosition]) {
        var reader = ByteReader(bytes, header.range(of: .messages))
        let count = try reader.count(limit: bytes.count)
        var blocks: [BlockInfo] = []
        blocks.reserveCapacity(count)
        var info = BlockInfo(header: BlockHeader(), offset: 0)
        for _ in 0..<count {
            info.offset += try reader.varint()
            info.length = UInt32(try reader.count(limit: BlockHeader.maximumLength))
            info.count = UInt32(try reader.count(limit: BlockHeader.maximumLength))
            info.firstID = EventID(unchecked: info.firstID.rawValue + (try reader.varint()))
            info.predecessorID = EventID(unchecked: info.predecessorID.rawValue + (try reader.varint()))
            info.minimumTime &+= try reader.zigzag()
            info.maximumTime = info.minimumTime &+ (try reader.zigzag())
            info.appendTime &+= try reader.zigzag()
            blocks.append(info)
        }
        return (blocks, try BlockDecoder.positions(of: bytes, header: header))
    }
}
