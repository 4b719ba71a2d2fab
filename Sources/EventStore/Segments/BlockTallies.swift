internal import LogModel

/// How many events each block of a merged segment has of each origin and kind: what a read needs to know which blocks
/// can match, and most counts without reading any.
struct BlockTallies: Sendable {
    /// The origins of all blocks, each once.
    private(set) var origins: [Origin] = []
    private var tallies: [Tally] = []
    /// The end of each block's tallies.
    private var ends: [UInt32] = []

    /// Events of one block that are alike to every filter but those on times and contents.
    struct Tally: Hashable, Sendable {
        /// Index in `origins`.
        var origin: UInt32
        var kind: EventColumns.Kind
        var count: UInt32
    }

    /// Those of a block, by its index in the segment.
    subscript(block: Int) -> ArraySlice<Tally> {
        tallies[(block == 0 ? 0 : Int(ends[block - 1]))..<Int(ends[block])]
    }

    /// The memory it takes in bytes, nearly.
    var byteCount: Int { origins.count * 2048 + tallies.count * MemoryLayout<Tally>.stride + ends.count * 4 }

    init() {}

    /// Counts the events of the next block; `known` is where each of `origins` stands, and grows with it.
    mutating func append(_ columns: EventColumns, known: inout [Origin: UInt32]) {
        let mapping = columns.origins.map { origin -> UInt32 in
            if let index = known[origin] { return index }
            origins.append(origin)
            known[origin] = UInt32(origins.count - 1)
            return UInt32(origins.count - 1)
        }
        var counts: [UInt64: UInt32] = [:]
        for (index, kind) in zip(columns.originIndexes, columns.kinds) {
            counts[UInt64(mapping[Int(index)]) << 8 | UInt64(kind.rawValue), default: 0] += 1
        }
        for (key, count) in counts.sorted(by: { $0.key < $1.key }) {
            let kind = EventColumns.Kind(rawValue: UInt8(truncatingIfNeeded: key))
            tallies.append(Tally(origin: UInt32(key >> 8), kind: kind, count: count))
        }
        ends.append(UInt32(tallies.count))
    }

    func encode(into writer: inout ByteWriter) {
        for block in ends.indices {
            let tallies = self[block]
            writer.append(varint: UInt64(tallies.count))
            for tally in tallies {
                writer.append(varint: UInt64(tally.origin))
                writer.append(byte: tally.kind.rawValue)
                writer.append(varint: UInt64(tally.count))
            }
        }
    }

    /// What was encoded, of so many blocks with these origins.
    init(from reader: inout ByteReader, blocks: Int, origins: [Origin]) throws(ByteReader.Malformed) {
        self.origins = origins
        for _ in 0..<blocks {
            for _ in 0..<(try reader.count(limit: BlockHeader.maximumLength)) {
                let origin = try reader.count(limit: origins.count - 1)
                let kind = EventColumns.Kind(rawValue: UInt8(try reader.take(1).first ?? 0))
                let count = try reader.count(limit: BlockHeader.maximumLength)
                guard origin < origins.count, kind.isValid else { throw ByteReader.Malformed() }
                tallies.append(Tally(origin: UInt32(origin), kind: kind, count: UInt32(count)))
            }
            ends.append(UInt32(tallies.count))
        }
        guard reader.isAtEnd else { throw ByteReader.Malformed() }
    }
}
