internal import LogModel
internal import SystemIO

/// Goes through a segment block by block, and says of every byte what it is.
///
/// A torn tail (what a crash leaves: nothing valid follows) is not corruption; damage with a valid block after it is.
struct SegmentScan {
    private let segment: Segment
    private let length: UInt64
    private var offset = UInt64(SegmentHeader.size)

    enum Part {
        case block(BlockHeader, bytes: [UInt8], offset: UInt64)
        case damage(Range<UInt64>)
        case tornTail(Range<UInt64>)
    }

    init(_ segment: Segment) throws(SystemError) {
        self.segment = segment
        length = try segment.file.length()
    }

    /// The next part; nil at the end of the file.
    mutating func next() throws(SystemError) -> Part? {
        guard offset < length else { return nil }
        if let (header, bytes) = try block(at: offset) {
            let start = offset
            offset += UInt64(bytes.count)
            return .block(header, bytes: bytes, offset: start)
        }
        let start = offset
        offset = try nextBlock(after: start) ?? length
        return offset == length ? .tornTail(start..<length) : .damage(start..<offset)
    }

    /// The intact block at an offset.
    private func block(at offset: UInt64) throws(SystemError) -> (BlockHeader, [UInt8])? {
        let head = try segment.file.read(at: offset, count: BlockHeader.size)
        guard let header = head.withUnsafeBytes({ BlockHeader($0) }) else { return nil }
        guard UInt64(header.length) <= length - offset else { return nil }
        let bytes = try segment.file.read(at: offset, count: Int(header.length))
        let isIntact = bytes.withUnsafeBytes { raw in
            raw.count == Int(header.length)
                && BlockHeader.isIntact(raw, salt: segment.header.salt, offset: offset)
        }
        return isIntact ? (header, bytes) : nil
    }

    /// The first intact block beyond an offset. Only what passes the seeded checksum counts.
    private func nextBlock(after start: UInt64) throws(SystemError) -> UInt64? {
        let window = 1 << 20
        var base = start + 8
        while base < length {
            let bytes = try segment.file.read(at: base, count: window)
            for index in stride(from: 0, to: bytes.count - 3, by: 8) {
                let magic = bytes.withUnsafeBytes { $0.number(at: index, as: UInt32.self) }
                if magic == BlockHeader.magic, try block(at: base + UInt64(index)) != nil {
                    return base + UInt64(index)
                }
            }
            base += UInt64(window)
        }
        return nil
    }
}
