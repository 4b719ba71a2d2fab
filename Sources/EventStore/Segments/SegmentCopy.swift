internal import LogModel
internal import SystemIO

/// A segment being written from blocks of another: same bytes, new places and checksums, sealed at the end.
struct SegmentCopy {
    let segment: Segment
    private var length = UInt64(SegmentHeader.size)
    private var blocks: [BlockInfo] = []
    private var positions: [String: [UInt8]] = [:]

    init(segment: Segment) {
        self.segment = segment
    }

    /// Whether anything was appended that is worth a file: events, or positions.
    var hasContent: Bool { !blocks.isEmpty || !positions.isEmpty }

    func begin() throws(SystemError) {
        try segment.file.write(segment.header.bytes, at: 0)
    }

    mutating func append(_ header: BlockHeader, _ bytes: [UInt8]) throws(SystemError) {
        var bytes = bytes
        bytes.withUnsafeMutableBytes { raw in
            let whole = UnsafeRawBufferPointer(raw)
            let checksum = BlockHeader.checksum(of: whole, salt: segment.header.salt, offset: length)
            raw.storeBytes(of: checksum.littleEndian, toByteOffset: 12, as: UInt32.self)
        }
        try segment.file.write(bytes, at: length)
        if header.count > 0 { blocks.append(BlockInfo(header: header, offset: length)) }
        // A block whose checksum holds was written so; positions that do not decode would be a newer version's.
        for position in (try? BlockDecoder.positions(of: bytes, header: header)) ?? [] {
            positions[position.input] = position.bytes.isEmpty ? nil : position.bytes
        }
        length += UInt64(bytes.count)
    }

    /// Writes index and trailer; all of the file is durable on return.
    func seal() throws(SystemError) -> (SegmentEntry, [InputPosition]) {
        let all = positions.map { InputPosition(input: $0.key, bytes: $0.value) }.sorted { $0.input < $1.input }
        let index = SegmentIndex(blocks: blocks, positions: all).encoded(segment: segment.header, offset: length)
        try segment.file.write(index, at: length)
        try segment.file.sync()
        var entry = SegmentEntry(segment: segment, span: nil, bytes: length + UInt64(index.count), blocks: nil)
        for block in blocks { entry.extend(by: block) }
        return (entry, all)
    }
}
