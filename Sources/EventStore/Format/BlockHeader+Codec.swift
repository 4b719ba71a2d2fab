internal import LogModel
internal import SystemIO

extension BlockHeader {
    /// The fields, with zero for the checksum.
    func append(to writer: inout ByteWriter) {
        writer.append(littleEndian: Self.magic)
        writer.append(byte: Self.version)
        writer.append(byte: codec.rawValue)
        writer.append(byte: kind.rawValue)
        writer.append(byte: 0)
        writer.append(littleEndian: length)
        writer.append(littleEndian: UInt32(0))
        writer.append(littleEndian: firstID.rawValue)
        writer.append(littleEndian: count)
        writer.append(littleEndian: originCount)
        writer.append(littleEndian: predecessorID.rawValue)
        writer.append(littleEndian: minimumTime)
        writer.append(littleEndian: maximumTime)
        writer.append(littleEndian: appendTime)
        for index in sections.indices {
            writer.append(littleEndian: sections[index])
            writer.append(littleEndian: rawSections[index])
        }
    }

    /// Nil unless the bytes begin with a header that may be one; the checksum is not looked at.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.size, bytes.number(at: 0, as: UInt32.self) == Self.magic else { return nil }
        guard bytes[4] == Self.version, let codec = BlockCodec(rawValue: bytes[5]),
            let kind = BlockKind(rawValue: bytes[6])
        else { return nil }
        (self.kind, self.codec) = (kind, codec)
        length = bytes.number(at: 8, as: UInt32.self)
        count = bytes.number(at: 24, as: UInt32.self)
        originCount = bytes.number(at: 28, as: UInt32.self)
        minimumTime = bytes.number(at: 40, as: Int64.self)
        maximumTime = bytes.number(at: 48, as: Int64.self)
        appendTime = bytes.number(at: 56, as: Int64.self)
        sections = (0..<Self.sectionCount).map { bytes.number(at: 64 + 8 * $0, as: UInt32.self) }
        rawSections = (0..<Self.sectionCount).map { bytes.number(at: 68 + 8 * $0, as: UInt32.self) }
        guard zip(sections, rawSections).allSatisfy({ codec.allows(stored: $0, raw: $1) }) else { return nil }
        guard let first = EventID(rawValue: bytes.number(at: 16, as: UInt64.self)),
            let predecessor = EventID(rawValue: bytes.number(at: 32, as: UInt64.self))
        else { return nil }
        (firstID, predecessorID) = (first, predecessor)
        let content = sections.reduce(0) { $0 + Int($1) }
        guard Int(length) <= Self.maximumLength, Int(length) == Self.padded(Self.size + content) else { return nil }
        guard first.rawValue + UInt64(count) <= EventID.limit else { return nil }
    }

    /// A length rounded up to the alignment of blocks.
    static func padded(_ length: Int) -> Int { (length + 7) & ~7 }

    /// The checksum of a whole block at this offset of a segment with this salt.
    static func checksum(of block: UnsafeRawBufferPointer, salt: UInt64, offset: UInt64) -> UInt32 {
        let seed = withUnsafeBytes(of: (salt.littleEndian, offset.littleEndian)) { Checksum.crc32c($0) }
        let head = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: block[..<12]), seed: seed)
        return Checksum.crc32c(UnsafeRawBufferPointer(rebasing: block[16...]), seed: head)
    }

    /// Whether a whole block is intact at its place.
    static func isIntact(_ block: UnsafeRawBufferPointer, salt: UInt64, offset: UInt64) -> Bool {
        block.number(at: 12, as: UInt32.self) == checksum(of: block, salt: salt, offset: offset)
    }

    /// Where a section begins and ends within the block.
    func range(of section: BlockSection) -> Range<Int> {
        let start = sections[..<section.rawValue].reduce(Self.size) { $0 + Int($1) }
        return start..<start + Int(sections[section.rawValue])
    }
}

/// The columns of a block, in their order.
enum BlockSection: Int, CaseIterable {
    case positions, origins, times, originIndexes, kinds
    case messageLengths, messages, ownFieldLengths, ownFields, addresses
}

extension UnsafeRawBufferPointer {
    /// A little-endian integer; the caller has checked the bounds.
    @inline(__always)
    func number<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer {
        Integer(littleEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
