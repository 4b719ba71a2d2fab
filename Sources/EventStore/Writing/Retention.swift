internal import LogModel

/// Which of the oldest segments go, by size, age, and room on the disk.
struct Retention: Hashable, Sendable {
    var maxBytes: UInt64
    /// In µs.
    var maxAge: Int64
    var keepFree: UInt64

    /// A segment as retention sees it, oldest first.
    struct Candidate: Hashable, Sendable {
        var bytes: UInt64
        var lastAppend: Int64
    }

    /// How many of the oldest to drop. The newest is never dropped: it holds the last ID.
    func expired(_ segments: [Candidate], now: Int64, freeBytes: UInt64) -> Int {
        var total = segments.reduce(0) { $0 + $1.bytes }
        var free = freeBytes
        var dropped = 0
        while dropped < segments.count - 1 {
            let oldest = segments[dropped]
            guard total > maxBytes || free < keepFree || oldest.lastAppend < now - maxAge else { break }
            total -= oldest.bytes
            free += oldest.bytes
            dropped += 1
        }
        return dropped
    }
}
