internal import LogModel

/// Reads blocks whose checksum held. Whatever does not fit together throws; nothing is trusted to be in range.
enum BlockDecoder {
    /// The events of a block.
    static func columns(of block: [UInt8], header: BlockHeader) throws(ByteReader.Malformed) -> EventColumns {
        try columns(of: block, header: header, heads: try heads(of: block, header: header))
    }

    /// What a filter on origins, priority and time needs: the events without contents and addresses.
    static func heads(of block: [UInt8], header: BlockHeader) throws(ByteReader.Malformed) -> EventColumns {
        let count = Int(header.count)
        let origins = try origins(of: block, header)
        let kinds = try section(.kinds, of: block, header)
        // A kind takes a byte: a count beyond is damage, and must not reserve memory.
        guard kinds.range.count == count else { throw ByteReader.Malformed() }
        let decoded = kinds.bytes[kinds.range].map { EventColumns.Kind(rawValue: $0) }
        guard decoded.allSatisfy(\.isValid) else { throw ByteReader.Malformed() }
        let empty = ByteColumn(bytes: [], ends: [UInt32](repeating: 0, count: count))
        return EventColumns(
            times: try times(of: block, header, count),
            originIndexes: try numbers(try section(.originIndexes, of: block, header), count, limit: origins.count - 1),
            kinds: decoded,
            messages: empty,
            ownFields: empty,
            addresses: [],
            origins: origins
        )
    }

    /// The same with all that they lack.
    static func columns(
        of block: [UInt8],
        header: BlockHeader,
        heads: EventColumns
    ) throws(ByteReader.Malformed) -> EventColumns {
        EventColumns(
            times: heads.times,
            originIndexes: heads.originIndexes,
            kinds: heads.kinds,
            messages: try column(.messageLengths, .messages, of: block, header),
            ownFields: try column(.ownFieldLengths, .ownFields, of: block, header),
            addresses: try addresses(of: block, header, heads.times),
            origins: heads.origins
        )
    }

    /// The content of a section: a part of the block, or what it decompresses to.
    static func section(
        _ section: BlockSection,
        of block: [UInt8],
        _ header: BlockHeader
    ) throws(ByteReader.Malformed) -> Content {
        let range = header.range(of: section)
        let count = Int(header.rawSections[section.rawValue])
        if range.count == count { return Content(bytes: block, range: range) }
        return Content(bytes: try Zstd.decompress(block[range], count: count), range: 0..<count)
    }

    /// Where the content of a section stands.
    struct Content {
        let bytes: [UInt8]
        let range: Range<Int>
        var reader: ByteReader { ByteReader(bytes, range) }
    }

    /// The positions of a block.
    static func positions(of block: [UInt8], header: BlockHeader) throws(ByteReader.Malformed) -> [InputPosition] {
        var reader = try section(.positions, of: block, header).reader
        var result: [InputPosition] = []
        while !reader.isAtEnd {
            let input = try reader.text()
            result.append(InputPosition(input: input, bytes: try reader.lengthAndBytes()))
        }
        return result
    }

    private static func times(
        of block: [UInt8],
        _ header: BlockHeader,
        _ count: Int
    ) throws(ByteReader.Malformed) -> [Int64] {
        var reader = try section(.times, of: block, header).reader
        var result: [Int64] = []
        result.reserveCapacity(count)
        var previous: Int64 = 0
        for _ in 0..<count {
            previous &+= try reader.zigzag()
            result.append(previous)
        }
        guard reader.isAtEnd else { throw ByteReader.Malformed() }
        return result
    }

    private static func numbers(
        _ content: Content,
        _ count: Int,
        limit: Int
    ) throws(ByteReader.Malformed) -> [UInt32] {
        var reader = content.reader
        var result: [UInt32] = []
        result.reserveCapacity(count)
        for _ in 0..<count {
            guard limit >= 0 else { throw ByteReader.Malformed() }
            result.append(UInt32(try reader.count(limit: limit)))
        }
        guard reader.isAtEnd else { throw ByteReader.Malformed() }
        return result
    }

    private static func column(
        _ lengths: BlockSection,
        _ values: BlockSection,
        of block: [UInt8],
        _ header: BlockHeader
    ) throws(ByteReader.Malformed) -> ByteColumn {
        let content = try section(values, of: block, header)
        let lengths = try section(lengths, of: block, header)
        var ends = try numbers(lengths, Int(header.count), limit: content.range.count)
        var total: UInt64 = 0
        for index in ends.indices {
            total += UInt64(ends[index])
            guard total <= UInt64(content.range.count) else { throw ByteReader.Malformed() }
            ends[index] = UInt32(total)
        }
        guard total == UInt64(content.range.count) else { throw ByteReader.Malformed() }
        let isWhole = content.range.count == content.bytes.count
        return ByteColumn(bytes: isWhole ? content.bytes : Array(content.bytes[content.range]), ends: ends)
    }

    private static func addresses(
        of block: [UInt8],
        _ header: BlockHeader,
        _ times: [Int64]
    ) throws(ByteReader.Malformed) -> [JournalAddress] {
        let range = header.range(of: .addresses)
        guard !range.isEmpty else { return [JournalAddress](repeating: .none, count: times.count) }
        var reader = ByteReader(block, range)
        return switch header.codec {
        case .none: try JournalAddresses.decode(from: &reader, count: times.count)
        case .zstd: try JournalAddresses.decompress(from: &reader, times: times)
        }
    }

    static func origins(of block: [UInt8], _ header: BlockHeader) throws(ByteReader.Malformed) -> [Origin] {
        let content = try section(.origins, of: block, header)
        var reader = content.reader
        var result: [Origin] = []
        for _ in 0..<header.originCount { result.append(try origin(from: &reader, limit: content.range.count)) }
        guard reader.isAtEnd else { throw ByteReader.Malformed() }
        return result
    }

    private static func origin(from reader: inout ByteReader, limit: Int) throws(ByteReader.Malformed) -> Origin {
        let input = try reader.text()
        var fields: [Field] = []
        for _ in 0..<(try reader.count(limit: limit)) {
            guard let field = Field(bytes: try reader.lengthAndBytes()) else { throw ByteReader.Malformed() }
            fields.append(field)
        }
        var units: [String] = []
        for _ in 0..<(try reader.count(limit: limit)) { units.append(try reader.text()) }
        var userUnits: [Origin.UserUnit] = []
        for _ in 0..<(try reader.count(limit: limit)) {
            let name = try reader.text()
            userUnits.append(Origin.UserUnit(name: name, uid: try reader.text()))
        }
        let subject = try reader.count(limit: units.count)
        return Origin(
            input: input,
            fields: fields,
            units: units,
            userUnits: userUnits,
            subject: subject == 0 ? nil : units[subject - 1]
        )
    }
}
