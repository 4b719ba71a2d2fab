internal import LogModel

/// Which trigrams the messages of a block hold, ASCII letters folded to lower case, as a hashed bit map.
///
/// A literal that the messages hold has all of its trigrams in the map; one that lacks any is in no message of the
/// block. The map has a power of two of bits, at least eight for each distinct trigram, so that one in eight unrelated
/// trigrams is taken for known at most, and two of them (the four bytes of the shortest literal asked for) one in sixty.
struct TrigramFilter: Hashable, Sendable {
    let bytes: ArraySlice<UInt8>

    /// 2^17 bits: 16 KiB, 1.6 % of a block of 1 MiB. A fuller map lets more blocks be read in vain.
    static let maximumBytes = 16 * 1024
    /// The least length of a literal that is looked up: what is shorter stands in nearly every block.
    static let leastLiteral = 4

    /// Whether a message may hold the literal; `ignoringCase` also in other case.
    func mayHold(_ literal: [UInt8]) -> Bool {
        guard literal.count >= Self.leastLiteral, !bytes.isEmpty else { return true }
        return literal.withUnsafeBytes { literal in
            for index in 0..<(literal.count - 2) where !contains(Self.trigram(literal, index)) { return false }
            return true
        }
    }

    private func contains(_ trigram: UInt32) -> Bool {
        let bit = Int(Self.hash(trigram) >> UInt32(32 - (bytes.count * 8).trailingZeroBitCount))
        return bytes[bytes.startIndex + bit >> 3] & 1 << UInt8(bit & 7) != 0
    }

    /// Three bytes from an index on, folded.
    @inline(__always)
    static func trigram(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> UInt32 {
        folded(bytes[index]) << 16 | folded(bytes[index + 1]) << 8 | folded(bytes[index + 2])
    }

    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt32 {
        UInt32(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }

    @inline(__always)
    static func hash(_ trigram: UInt32) -> UInt32 {
        // Fibonacci hashing: the high bits depend on all of the trigram.
        (trigram &+ 1) &* 0x9E37_79B1
    }
}

/// Makes the filters of blocks, with working memory for all 2^24 trigrams kept from one to the next.
struct TrigramCollector: ~Copyable {
    private let seen: UnsafeMutableBufferPointer<UInt64>
    private var distinct: [UInt32] = []

    init() {
        seen = .allocate(capacity: 1 << 18)
        seen.initialize(repeating: 0)
    }

    deinit { seen.deallocate() }

    /// The filter of a block's messages.
    mutating func filter(of messages: ByteColumn) -> [UInt8] {
        messages.bytes.withUnsafeBytes { bytes in
            var start = 0
            for end in messages.ends {
                collect(UnsafeRawBufferPointer(rebasing: bytes[start..<Int(end)]))
                start = Int(end)
            }
        }
        defer { forget() }
        var size = 64
        while size < TrigramFilter.maximumBytes, size < distinct.count { size *= 2 }
        var map = [UInt8](repeating: 0, count: size)
        let shift = UInt32(32 - (size * 8).trailingZeroBitCount)
        for trigram in distinct {
            let bit = Int(TrigramFilter.hash(trigram) >> shift)
            map[bit >> 3] |= 1 << UInt8(bit & 7)
        }
        return map
    }

    private mutating func collect(_ message: UnsafeRawBufferPointer) {
        guard message.count >= 3 else { return }
        var trigram = TrigramFilter.folded(message[0]) << 8 | TrigramFilter.folded(message[1])
        for index in 2..<message.count {
            trigram = (trigram << 8 | TrigramFilter.folded(message[index])) & 0xff_ffff
            let (word, bit) = (Int(trigram >> 6), UInt64(1) << UInt64(trigram & 63))
            if seen[word] & bit == 0 {
                seen[word] |= bit
                distinct.append(trigram)
            }
        }
    }

    private mutating func forget() {
        for trigram in distinct { seen[Int(trigram >> 6)] = 0 }
        distinct.removeAll(keepingCapacity: distinct.count < 1 << 20)
    }
}

/// The filters of all blocks of a merged segment.
struct SegmentFilters: Sendable {
    private let bytes: [UInt8]
    private let ends: [UInt32]

    /// That of a block, by its index in the segment.
    subscript(block: Int) -> TrigramFilter {
        guard block < ends.count else { return TrigramFilter(bytes: []) }
        return TrigramFilter(bytes: bytes[(block == 0 ? 0 : Int(ends[block - 1]))..<Int(ends[block])])
    }

    var byteCount: Int { bytes.count + ends.count * 4 }

    /// From a block of kind `filters`.
    init(of block: [UInt8], _ header: BlockHeader) throws(ByteReader.Malformed) {
        let content = try BlockDecoder.section(.messages, of: block, header)
        var lengths = try BlockDecoder.section(.messageLengths, of: block, header).reader
        var (ends, total): ([UInt32], Int) = ([], 0)
        while !lengths.isAtEnd {
            let length = try lengths.count(limit: TrigramFilter.maximumBytes)
            total += length
            guard length.nonzeroBitCount == 1 || length == 0, total <= content.range.count else {
                throw ByteReader.Malformed()
            }
            ends.append(UInt32(total))
        }
        guard total == content.range.count else { throw ByteReader.Malformed() }
        (bytes, self.ends) = (Array(content.bytes[content.range]), ends)
    }
}
