internal import LogModel

/// The column of journal addresses; empty when no event of the block is a journal entry.
///
/// Uncompressed: for each event the sequence number and the monotonic time as zigzag varint deltas, and the xor hash as
/// 8 bytes. Compressed: a frame (length, content length, bytes) of first all sequence numbers' deltas, then all deltas
/// of "monotonic time less time", which within a boot is nearly constant; then the xor hashes, which no codec shrinks.
enum JournalAddresses {
    static func append(_ addresses: [JournalAddress], to writer: inout ByteWriter) {
        guard addresses.contains(where: { $0.sequence != 0 }) else { return }
        var previous = JournalAddress.none
        for address in addresses {
            writer.append(zigzag: Int64(bitPattern: address.sequence &- previous.sequence))
            writer.append(zigzag: Int64(bitPattern: address.monotonic &- previous.monotonic))
            writer.append(littleEndian: address.xorHash)
            previous = address
        }
    }

    static func append(
        _ addresses: [JournalAddress],
        times: [Int64],
        compressor: borrowing ZstdCompressor,
        to writer: inout ByteWriter
    ) {
        guard addresses.contains(where: { $0.sequence != 0 }) else { return }
        var deltas = ByteWriter(capacity: addresses.count * 2)
        BlockEncoder.append(deltas: addresses.map { Int64(bitPattern: $0.sequence) }, to: &deltas)
        let distances = zip(addresses, times).map { Int64(bitPattern: $0.monotonic) &- $1 }
        BlockEncoder.append(deltas: distances, to: &deltas)
        let frame = deltas.withBytes { compressor.compress($0) } ?? deltas.bytes
        writer.append(varint: UInt64(frame.count))
        writer.append(varint: UInt64(deltas.count))
        writer.append(bytes: frame)
        for address in addresses { writer.append(littleEndian: address.xorHash) }
    }

    static func decode(from reader: inout ByteReader, count: Int) throws(ByteReader.Malformed) -> [JournalAddress] {
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

    static func decompress(
        from reader: inout ByteReader,
        times: [Int64]
    ) throws(ByteReader.Malformed) -> [JournalAddress] {
        let length = try reader.count(limit: BlockHeader.maximumLength)
        let rawLength = try reader.count(limit: BlockHeader.maximumLength)
        let frame = try reader.take(length)
        let raw = length == rawLength ? Array(frame) : try Zstd.decompress(frame, count: rawLength)
        var sequences = ByteReader(raw, 0..<raw.count)
        var result = [JournalAddress](repeating: .none, count: times.count)
        var value: Int64 = 0
        for index in result.indices {
            value &+= try sequences.zigzag()
            result[index].sequence = UInt64(bitPattern: value)
        }
        value = 0
        for index in result.indices {
            value &+= try sequences.zigzag()
            result[index].monotonic = UInt64(bitPattern: value &+ times[index])
            result[index].xorHash = try reader.number()
        }
        guard reader.isAtEnd, sequences.isAtEnd else { throw ByteReader.Malformed() }
        return result
    }
}
