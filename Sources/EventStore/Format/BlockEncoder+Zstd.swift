internal import LogModel

extension BlockEncoder {
    /// A block with compressed sections, at this place of a segment.
    static func encodeCompressed(
        _ columns: EventColumns,
        positions: [InputPosition],
        header: BlockHeader,
        salt: UInt64,
        offset: UInt64,
        compressor: borrowing ZstdCompressor,
        into writer: inout ByteWriter
    ) -> BlockHeader {
        var header = header
        let start = writer.count
        header.codec = .zstd
        header.append(to: &writer)
        for section in BlockSection.allCases {
            let begin = writer.count
            if section == .addresses {
                let addresses = columns.addresses
                JournalAddresses.append(addresses, times: columns.times, compressor: compressor, to: &writer)
                header.rawSections[section.rawValue] = UInt32(writer.count - begin)
            } else {
                append(section, of: columns, positions, to: &writer)
                header.rawSections[section.rawValue] = compress(from: begin, compressor, in: &writer)
            }
            header.sections[section.rawValue] = UInt32(writer.count - begin)
        }
        header.count = UInt32(columns.count)
        header.originCount = UInt32(columns.origins.count)
        finish(&header, from: start, salt: salt, offset: offset, in: &writer)
        return header
    }

    /// Compresses what was written since `begin`, if that makes it shorter; returns its length before.
    static func compress(
        from begin: Int,
        _ compressor: borrowing ZstdCompressor,
        in writer: inout ByteWriter
    ) -> UInt32 {
        let raw = writer.count - begin
        let frame = writer.withBytes { compressor.compress(UnsafeRawBufferPointer(rebasing: $0[begin...])) }
        if let frame {
            writer.truncate(to: begin)
            writer.append(bytes: frame)
        }
        return UInt32(raw)
    }
}
