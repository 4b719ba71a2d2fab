internal import LogModel
internal import NIOCore

/// The last chunks of one event loop, by what decides their bytes: a block is encoded once per loop, filter and
/// encoding, and the same buffer goes to every client that stands at the same place.
///
/// Bounded by `Limits.cacheBytes`; the oldest go first, and all go when a second has passed without use.
struct ChunkCache {
    /// A filter and an encoding, numbered by the loop, and a place.
    struct Key: Hashable {
        let view: Int
        let cursor: StreamCursor
    }

    private var chunks: [Key: Chunk] = [:]
    private var order = CircularBuffer<Key>()
    private var bytes = 0
    private var wasUsed = false

    mutating func chunk(_ key: Key) -> Chunk? {
        wasUsed = true
        return chunks[key]
    }

    mutating func insert(_ chunk: Chunk, at key: Key) {
        // The head moves; what came before it does not.
        var kept = chunk
        kept.outcome = .more
        bytes += Self.cost(kept)
        if let old = chunks.updateValue(kept, forKey: key) {
            bytes -= Self.cost(old)
        } else {
            order.append(key)
        }
        while bytes > Limits.cacheBytes, let oldest = order.popFirst() {
            if let dropped = chunks.removeValue(forKey: oldest) { bytes -= Self.cost(dropped) }
        }
    }

    /// Called once a second.
    mutating func tick() {
        if !wasUsed, !chunks.isEmpty {
            chunks = [:]
            order = CircularBuffer()
            bytes = 0
        }
        wasUsed = false
    }

    private static func cost(_ chunk: Chunk) -> Int { (chunk.body?.readableBytes ?? 0) + 256 }
}
