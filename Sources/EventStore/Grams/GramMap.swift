internal import LogModel

/// Which grams the messages of one block have: a hashed bit map. A set bit may stand for others than those it was set
/// for, a clear one says for certain that no message has its grams.
///
/// The place of a gram are the highest bits of its hash, so that a map folds to half its size without the text.
struct GramMap: Hashable, Sendable {
    /// The binary logarithm of the number of bits.
    let hashBits: Int
    /// The bits, from the least of the first word on.
    let words: [UInt64]

    /// 128 KiB, for an eighth of a block of 1 MiB. A fuller map only lets more blocks be read in vain.
    static let mostHashBits = 20
    static let leastHashBits = 6

    /// The size for so many grams: the power of two that is nearest to four bits for each, where one in five unrelated
    /// grams is taken for known, and of the nine grams of a word of eight bytes all are in one block of a million.
    static func hashBits(for grams: Int) -> Int {
        let wanted = max(grams, 1) * 4
        let lower = Int.bitWidth - 1 - wanted.leadingZeroBitCount
        // Above the lower power times the square root of two the next one is nearer.
        let isUpper = wanted * wanted > 1 << (2 * lower + 1)
        return min(max(lower + (isUpper ? 1 : 0), leastHashBits), mostHashBits)
    }

    /// The same in no more than so many bits.
    func folded(to bits: Int) -> GramMap {
        guard bits < hashBits, words.count > 1 else { return self }
        let half = (0..<words.count / 2).map {
            Self.halved(words[2 * $0]) | Self.halved(words[2 * $0 + 1]) << 32
        }
        return GramMap(hashBits: hashBits - 1, words: half).folded(to: bits)
    }

    /// Each two neighbouring bits as one, in the lower half.
    private static func halved(_ word: UInt64) -> UInt64 {
        var bits = (word | word >> 1) & 0x5555_5555_5555_5555
        bits = (bits | bits >> 1) & 0x3333_3333_3333_3333
        bits = (bits | bits >> 2) & 0x0f0f_0f0f_0f0f_0f0f
        bits = (bits | bits >> 4) & 0x00ff_00ff_00ff_00ff
        bits = (bits | bits >> 8) & 0x0000_ffff_0000_ffff
        return (bits | bits >> 16) & 0x0000_0000_ffff_ffff
    }

    /// The places of all set bits, ascending.
    func forEachBit(_ body: (Int) -> Void) {
        for (index, word) in words.enumerated() where word != 0 {
            var rest = word
            while rest != 0 {
                body(index * 64 + rest.trailingZeroBitCount)
                rest &= rest - 1
            }
        }
    }
}

/// Makes the maps of blocks; keeps its working memory from one to the next.
struct GramCollector: ~Copyable {
    private let seen: UnsafeMutableBufferPointer<UInt64>

    init() {
        seen = .allocate(capacity: 1 << (GramMap.mostHashBits - 6))
        seen.initialize(repeating: 0)
    }

    deinit { seen.deallocate() }

    /// The map of a block's messages.
    mutating func map(of messages: ByteColumn) -> GramMap {
        messages.bytes.withUnsafeBytes { bytes in
            var start = 0
            for end in messages.ends {
                collect(UnsafeRawBufferPointer(rebasing: bytes[start..<Int(end)]))
                start = Int(end)
            }
        }
        defer { seen.update(repeating: 0) }
        let grams = seen.reduce(0) { $0 + $1.nonzeroBitCount }
        let whole = GramMap(hashBits: GramMap.mostHashBits, words: Array(seen))
        return whole.folded(to: GramMap.hashBits(for: grams))
    }

    private func collect(_ message: UnsafeRawBufferPointer) {
        let seen = seen
        Gram.forEach(in: message) { hash in
            let place = Int(hash >> UInt32(32 - GramMap.mostHashBits))
            // Within bounds: the place has as many bits as the buffer was made for.
            seen[place >> 6] |= 1 << UInt64(place & 63)
        }
    }
}
