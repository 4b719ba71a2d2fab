internal import LogModel
internal import SystemIO

/// The end of a sealed segment: every block with events, and all positions, behind one checksum.
///
/// That of a merged segment is compressed, and has the blocks' tallies and the place of their grams.
struct SegmentIndex: Sendable {
    static let trailerSize = 16
    static let magic: UInt64 = 0x4445_4c41_4553_434c

    var blocks: [BlockInfo]
    var positions: [InputPosition]
    /// Of a merged segment.
    var merged: Merged?

    /// What only the index of a merged segment has.
    struct Merged: Sendable {
        var tallies: BlockTallies
        /// Nil where there are too many blocks for one.
        var grams: GramTable?
    }

    /// The index block and the trailer, as they stand at `offset`.
    func encoded(segment: SegmentHeader, offset: UInt64) -> [UInt8] {
        var writer = ByteWriter(capacity: BlockHeader.size + blocks.count * 24)
        var header = BlockHeader()
        (header.kind, header.firstID) = (.index, segment.firstID)
        if let merged {
            (header.codec, header.originCount) = (.zstd, UInt32(merged.tallies.origins.count))
        }
        header.append(to: &writer)
        let compressor = ZstdCompressor(level: 3)
        for section in BlockSection.allCases {
            let start = writer.count
            append(section, to: &writer)
            header.rawSections[section.rawValue] = UInt32(writer.count - start)
            if merged != nil { _ = BlockEncoder.compress(from: start, compressor, in: &writer) }
            header.sections[section.rawValue] = UInt32(writer.count - start)
        }
        BlockEncoder.finish(&header, from: 0, salt: segment.salt, offset: offset, in: &writer)
        writer.append(littleEndian: offset)
        writer.append(littleEndian: Self.magic)
        return writer.bytes
    }

    private func append(_ section: BlockSection, to writer: inout ByteWriter) {
        switch section {
        case .positions: BlockEncoder.append(positions: positions, to: &writer)
        case .messages: appendBlocks(to: &writer)
        case .origins: for origin in merged?.tallies.origins ?? [] { BlockEncoder.append(origin, to: &writer) }
        case .originIndexes: merged?.tallies.encode(into: &writer)
        case .addresses:
            guard let merged else { return }
            writer.append(varint: merged.grams?.offset ?? 0)
            writer.append(varint: UInt64(merged.grams?.hashBits ?? 0))
        default: break
        }
    }

    private func appendBlocks(to writer: inout ByteWriter) {
        var previous = BlockInfo(header: BlockHeader(), offset: 0)
        writer.append(varint: UInt64(blocks.count))
        for block in blocks {
            Self.append(block, after: previous, to: &writer)
            previous = block
        }
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
        self = decoded
    }

    init(blocks: [BlockInfo], positions: [InputPosition], merged: Merged? = nil) {
        (self.blocks, self.positions, self.merged) = (blocks, positions, merged)
    }

    private static func decode(_ bytes: [UInt8], _ header: BlockHeader) throws(ByteReader.Malformed) -> SegmentIndex {
        let blocks = try blocks(in: bytes, header)
        let positions = try BlockDecoder.positions(of: bytes, header: header)
        guard header.codec == .zstd else { return SegmentIndex(blocks: blocks, positions: positions) }
        let origins = try BlockDecoder.origins(of: bytes, header)
        var tallies = try BlockDecoder.section(.originIndexes, of: bytes, header).reader
        var grams = try BlockDecoder.section(.addresses, of: bytes, header).reader
        let merged = Merged(
            tallies: try BlockTallies(from: &tallies, blocks: blocks.count, origins: origins),
            grams: GramTable(
                offset: try grams.varint(),
                hashBits: try grams.count(limit: GramMap.mostHashBits),
                blockCount: blocks.count
            )
        )
        return SegmentIndex(blocks: blocks, positions: positions, merged: merged)
    }

    private static func blocks(in bytes: [UInt8], _ header: BlockHeader) throws(ByteReader.Malformed) -> [BlockInfo] {
        let content = try BlockDecoder.section(.messages, of: bytes, header)
        var reader = content.reader
        // A block takes at least eight bytes here: a count beyond is damage, and must not reserve memory.
        let count = try reader.count(limit: content.range.count / 8)
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
        return blocks
    }
}
