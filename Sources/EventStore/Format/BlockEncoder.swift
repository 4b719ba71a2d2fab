internal import LogModel
internal import SystemIO

/// Writes blocks; `BlockHeader` has the format.
enum BlockEncoder {
    /// A block of events and positions at this place of a segment. A block without events has `firstID` as the ID
    /// that the next event will get.
    static func encode(
        _ columns: EventColumns,
        positions: [InputPosition],
        header: BlockHeader,
        salt: UInt64,
        offset: UInt64,
        into writer: inout ByteWriter
    ) -> BlockHeader {
        var header = header
        let start = writer.count
        writer.reserve(BlockHeader.size + columns.messages.bytes.count + columns.ownFields.bytes.count)
        header.append(to: &writer)
        for section in BlockSection.allCases {
            let begin = writer.count
            append(section, of: columns, positions, to: &writer)
            header.sections[section.rawValue] = UInt32(writer.count - begin)
        }
        header.rawSections = header.sections
        header.count = UInt32(columns.count)
        header.originCount = UInt32(columns.origins.count)
        finish(&header, from: start, salt: salt, offset: offset, in: &writer)
        return header
    }

    /// Pads the block that begins at `start`, and writes its header's final form and checksum.
    static func finish(
        _ header: inout BlockHeader,
        from start: Int,
        salt: UInt64,
        offset: UInt64,
        in writer: inout ByteWriter
    ) {
        while (writer.count - start) % 8 != 0 { writer.append(byte: 0) }
        header.length = UInt32(writer.count - start)
        writer.replace(at: start + 8, littleEndian: header.length)
        writer.replace(at: start + 24, littleEndian: header.count)
        writer.replace(at: start + 28, littleEndian: header.originCount)
        for index in header.sections.indices {
            writer.replace(at: start + 64 + 8 * index, littleEndian: header.sections[index])
            writer.replace(at: start + 68 + 8 * index, littleEndian: header.rawSections[index])
        }
        let checksum = writer.withBytes {
            BlockHeader.checksum(of: UnsafeRawBufferPointer(rebasing: $0[start...]), salt: salt, offset: offset)
        }
        writer.replace(at: start + 12, littleEndian: checksum)
    }

    static func append(
        _ section: BlockSection,
        of columns: EventColumns,
        _ positions: [InputPosition],
        to writer: inout ByteWriter
    ) {
        switch section {
        case .positions: append(positions: positions, to: &writer)
        case .origins: for origin in columns.origins { append(origin, to: &writer) }
        case .times: append(deltas: columns.times, to: &writer)
        case .originIndexes: for index in columns.originIndexes { writer.append(varint: UInt64(index)) }
        case .kinds: for kind in columns.kinds { writer.append(byte: kind.rawValue) }
        case .messageLengths: append(lengthsOf: columns.messages, to: &writer)
        case .messages: writer.append(bytes: columns.messages.bytes)
        case .ownFieldLengths: append(lengthsOf: columns.ownFields, to: &writer)
        case .ownFields: writer.append(bytes: columns.ownFields.bytes)
        case .addresses: JournalAddresses.append(columns.addresses, to: &writer)
        }
    }

    static func append(positions: [InputPosition], to writer: inout ByteWriter) {
        for position in positions {
            append(text: position.input, to: &writer)
            append(lengthAnd: position.bytes, to: &writer)
        }
    }

    static func append(deltas values: [Int64], to writer: inout ByteWriter) {
        var previous: Int64 = 0
        for value in values {
            writer.append(zigzag: value &- previous)
            previous = value
        }
    }

    static func append(lengthsOf column: ByteColumn, to writer: inout ByteWriter) {
        var previous: UInt32 = 0
        for end in column.ends {
            writer.append(varint: UInt64(end - previous))
            previous = end
        }
    }

    static func append(_ origin: Origin, to writer: inout ByteWriter) {
        append(text: origin.input, to: &writer)
        writer.append(varint: UInt64(origin.fields.count))
        for field in origin.fields { append(lengthAnd: field.bytes, to: &writer) }
        writer.append(varint: UInt64(origin.units.count))
        for unit in origin.units { append(text: unit, to: &writer) }
        writer.append(varint: UInt64(origin.userUnits.count))
        for unit in origin.userUnits {
            append(text: unit.name, to: &writer)
            append(text: unit.uid, to: &writer)
        }
        // The subject by its index among the units, from 1; 0 for none.
        let subject = origin.subject.flatMap { origin.units.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
        writer.append(varint: UInt64(subject))
    }

    private static func append(text: String, to writer: inout ByteWriter) {
        writer.append(varint: UInt64(text.utf8.count))
        writer.append(utf8: text)
    }

    private static func append(lengthAnd bytes: [UInt8], to writer: inout ByteWriter) {
        writer.append(varint: UInt64(bytes.count))
        writer.append(bytes: bytes)
    }
}
