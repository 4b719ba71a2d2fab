internal import Synchronization

/// How long something took, counted in buckets: written by one thread, a few hundred times a second, read by any.
public final class LatencyHistogram: Sendable {
    /// The upper ends of the buckets in µs; what is longer than the last is counted in `count` alone.
    public static let bounds: [Int64] = [
        100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
        5_000_000, 10_000_000,
    ]

    private let state = Mutex(Snapshot())

    /// The counts of one moment.
    public struct Snapshot: Hashable, Sendable {
        /// For each bound, how many took as long or less, and longer than the bound before.
        public var buckets = Array(repeating: UInt64(0), count: LatencyHistogram.bounds.count)
        /// How many in all.
        public var count: UInt64 = 0
        /// How long all took together, in µs.
        public var sum: UInt64 = 0
    }

    /// Nothing counted yet.
    public init() {}

    /// Counts one.
    public func record(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let microseconds = max(0, seconds * 1_000_000 + attoseconds / 1_000_000_000_000)
        let bucket = Self.bounds.firstIndex(where: { microseconds <= $0 })
        state.withLock { state in
            if let bucket { state.buckets[bucket] += 1 }
            state.count += 1
            state.sum += UInt64(microseconds)
        }
    }

    /// The present counts.
    public var snapshot: Snapshot { state.withLock { $0 } }
}
