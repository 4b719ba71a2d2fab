internal import LogModel
internal import SystemIO

/// The maps of all blocks of a merged segment, turned round: a row for each place of the maps, with a bit for each block.
///
/// A literal needs as many rows as it has grams, a few bytes each, however long the segment: none of it is kept in
/// memory. Rows stand in pages with a checksum each, so that one is read and verified without the others:
///
///     rows    as many as fit into 4092 bytes, each of ⌈blocks / 8⌉ bytes
///     4       CRC-32C, seeded with the segment's salt and the page's offset
struct GramTable: Hashable, Sendable {
    /// Of the first page in the segment.
    let offset: UInt64
    /// The binary logarithm of the number of rows.
    let hashBits: Int
    let blockCount: Int

    private static let pageBytes = 4096
    private static let checksumBytes = 4
    /// More tell nothing more, and a long literal has many.
    private static let mostRows = 64

    private var width: Int { (blockCount + 7) / 8 }
    private var rowsInPage: Int { (Self.pageBytes - Self.checksumBytes) / width }

    /// A table; nil for sizes that are none.
    init?(offset: UInt64, hashBits: Int, blockCount: Int) {
        guard (GramMap.leastHashBits...GramMap.mostHashBits).contains(hashBits), blockCount > 0,
            (blockCount + 7) / 8 <= Self.pageBytes - Self.checksumBytes
        else { return nil }
        (self.offset, self.hashBits, self.blockCount) = (offset, hashBits, blockCount)
    }

    /// The table for these maps; nil where there are more blocks than a page has bits for.
    init?(of maps: [GramMap], at offset: UInt64) {
        // All together have room for the grams of all: a few blocks of random bytes do not make the rest large.
        let mean = maps.reduce(0) { $0 + (1 << $1.hashBits) } / max(maps.count, 1)
        self.init(offset: offset, hashBits: GramMap.hashBits(for: mean / 4), blockCount: maps.count)
    }

    /// The pages.
    func encoded(_ maps: [GramMap], salt: UInt64) -> [UInt8] {
        let rows = rows(of: maps)
        var writer = ByteWriter(capacity: rows.count + rows.count / 500 + 64)
        var start = 0
        while start < rows.count {
            let page = rows[start..<min(start + rowsInPage * width, rows.count)]
            let place = offset + UInt64(writer.count)
            writer.append(bytes: Array(page))
            writer.append(littleEndian: page.withUnsafeBytes { Self.checksum($0, salt, place) })
            start = page.endIndex
        }
        return writer.bytes
    }

    private func rows(of maps: [GramMap]) -> [UInt8] {
        var rows = [UInt8](repeating: 0, count: width << hashBits)
        for (block, map) in maps.enumerated() {
            let map = map.folded(to: hashBits)
            // A map of fewer bits says the same of several rows.
            let spread = 1 << (hashBits - map.hashBits)
            map.forEachBit { bit in
                for row in bit * spread..<(bit + 1) * spread {
                    rows[row * width + (block >> 3)] |= 1 << UInt8(block & 7)
                }
            }
        }
        return rows
    }

    /// The blocks that may hold all of the literals, a bit each. Reads; throws what the disk says, or `Damaged`.
    func candidates(_ literals: [[UInt8]], in segment: Segment) throws -> BlockSet {
        var candidates = BlockSet(count: blockCount)
        for number in rowNumbers(literals) where !candidates.isEmpty {
            candidates.formIntersection(try row(number, in: segment))
        }
        return candidates
    }

    private func rowNumbers(_ literals: [[UInt8]]) -> [Int] {
        var hashes: [UInt32] = []
        for literal in literals where literal.count >= Gram.leastLiteral {
            literal.withUnsafeBytes { Gram.forEach(in: $0) { hashes.append($0) } }
        }
        return hashes.prefix(Self.mostRows).map { Int($0 >> UInt32(32 - hashBits)) }
    }

    private func row(_ number: Int, in segment: Segment) throws -> ArraySlice<UInt8> {
        let (page, row) = number.quotientAndRemainder(dividingBy: rowsInPage)
        let rows = min(rowsInPage, (1 << hashBits) - page * rowsInPage)
        let place = offset + UInt64(page * (rowsInPage * width + Self.checksumBytes))
        let bytes = try segment.file.read(at: place, count: rows * width + Self.checksumBytes)
        let isIntact = bytes.withUnsafeBytes { raw in
            guard raw.count == rows * width + Self.checksumBytes else { return false }
            let content = UnsafeRawBufferPointer(rebasing: raw[..<(rows * width)])
            let checksum = Self.checksum(content, segment.header.salt, place)
            return raw.number(at: rows * width, as: UInt32.self) == checksum
        }
        guard isIntact else { throw Segment.Damaged(path: segment.path, offset: place) }
        return bytes[row * width..<(row + 1) * width]
    }

    private static func checksum(_ page: UnsafeRawBufferPointer, _ salt: UInt64, _ place: UInt64) -> UInt32 {
        let seed = withUnsafeBytes(of: (salt.littleEndian, place.littleEndian)) { Checksum.crc32c($0) }
        return Checksum.crc32c(page, seed: seed)
    }
}

/// Some of the blocks of a segment, by their indexes.
struct BlockSet: Hashable, Sendable {
    private var bits: [UInt8]

    /// All of so many.
    init(count: Int) {
        bits = [UInt8](repeating: 0xff, count: (count + 7) / 8)
    }

    var isEmpty: Bool { bits.allSatisfy { $0 == 0 } }

    func contains(_ block: Int) -> Bool { bits[block >> 3] & 1 << UInt8(block & 7) != 0 }

    mutating func formIntersection(_ other: ArraySlice<UInt8>) {
        for (index, byte) in zip(bits.indices, other) { bits[index] &= byte }
    }
}
