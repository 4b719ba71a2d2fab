internal import LogModel

/// Reads blocks whose checksum held. Whatever does not fit together throws; nothing is trusted to be in range.
enum BlockDecoder {
    /// The events of a block.
    static func columns(of block: [UInt8], header: BlockHeader) throws(ByteReader.Malformed) -> EventColumns {
        let count = Int(header.count)
        // A column takes at least a byte for each event: a count beyond is damage, and must not reserve memory.
        guard count <= block.count else { throw ByteReader.Malformed() }
        let origins = try origins(of: block, header)
        let indexes = try numbers(in: block, header.range(of: .originIndexes), count, limit: origins.count - 1)
        let kinds = block[header.range(of: .kinds)].map { EventColumns.Kind(rawValue: $0) }
        guard kinds.count == count, kinds.allSatisfy(\.isValid) else { throw ByteReader.Malformed() }
        return EventColumns(
            times: try times(of: block, header, count),
            originIndexes: indexes,
            kinds: kinds,
            messages: try column(of: block, header.range(of: .messageLengths), header.range(of: .messages), count),
            ownFields: try column(of: block, header.range(of: .ownFieldLengths), header.range(of: .ownFields), count),
            addresses: try addresses(of: block, header, count),
            origins: origins
        )
    }

    /// The positions of a block.
    static func positions(of block: [UInt8], header: BlockHeader) throws(ByteReader.Malformed) -> [InputPosition] {
        var reader = ByteReader(block, header.range(of: .positions))
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
        var reader = ByteReader(block, header.range(of: .times))
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
        in block: [UInt8],
        _ range: Range<Int>,
        _ count: Int,
        limit: Int
    ) throws(ByteReader.Malformed) -> [UInt32] {
        var reader = ByteReader(block, range)
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
        of block: [UInt8],
        _ lengths: Range<Int>,
        _ content: Range<Int>,
        _ count: Int
    ) throws(ByteReader.Malformed) -> ByteColumn {
        var ends = try numbers(in: block, lengths, count, limit: content.count)
        var total: UInt64 = 0
        for index in ends.indices {
            total += UInt64(ends[index])
            guard total <= UInt64(content.count) else { throw ByteReader.Malformed() }
            ends[index] = UInt32(total)
        }
        guard total == UInt64(content.count) else { throw ByteReader.Malformed() }
        return ByteColumn(bytes: Array(block[content]), ends: ends)
    }

    private static func addresses(
        of block: [UInt8],
        _ header: BlockHeader,
        _ count: Int
    ) throws(ByteReader.Malformed) -> [JournalAddress] {
        let range = header.range(of: .addresses)
        guard !range.isEmpty else { return [JournalAddress](repeating: .none, count: count) }
        var reader = ByteReader(block, range)
        var result: [JournalAddress] = []
        result.reserveCapacity(count)
        var (sequence, monotonic): (UInt64, UInt64) = (0, 0)
        for _ in 0..<count {
            sequence &+= UInt64(bitPattern: try reader.zigzag())
            monotonic &+= UInt64(bitPattern: try reader.zigzag())
            let xor = try reader.number()
            result.append(JournalAddress(sequence: sequence, monotonic: monotonic, xorHash: xor))
        }
        guard reader.isAtEnd else { throw ByteReader.Malformed() }
        return result
    }

    private static func origins(of block: [UInt8], _ header: BlockHeader) throws(ByteReader.Malformed) -> [Origin] {
        var reader = ByteReader(block, header.range(of: .origins))
        guard Int(header.originCount) <= block.count else { throw ByteReader.Malformed() }
        var result: [Origin] = []
        for _ in 0..<header.originCount { result.append(try origin(from: &reader, limit: block.count)) }
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
