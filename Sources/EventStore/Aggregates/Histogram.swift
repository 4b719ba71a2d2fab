public import LogModel

/// Counts of events by time and priority: `/hist`.
public struct Histogram: Hashable, Sendable {
    /// The beginning of the first bucket.
    public let start: Timestamp
    /// The width of a bucket in µs, at least 1.
    public let width: Int64
    /// For each bucket the events of priority 0 to 7, then those without one.
    public private(set) var buckets: [[UInt64]]

    /// The counts of one bucket: a priority each, and none.
    public static let kinds = 9

    /// Empty buckets that cover the times from the first to the last, inclusive.
    public init(from first: Timestamp, through last: Timestamp, buckets count: Int) {
        // Times come from the outside: the distance of two may be beyond Int64.
        let span = last < first ? 0 : UInt64(bitPattern: last.microseconds &- first.microseconds)
        start = first
        width = Int64(clamping: span / UInt64(max(count, 1)) + 1)
        buckets = [[UInt64]](repeating: [UInt64](repeating: 0, count: Self.kinds), count: max(count, 1))
    }

    /// All events counted.
    public var total: UInt64 { buckets.reduce(0) { $0 + $1.reduce(0, +) } }

    /// The beginning of a bucket.
    public func time(of bucket: Int) -> Timestamp {
        Timestamp(microseconds: start.microseconds &+ Int64(bucket) &* width)
    }

    private func bucket(of time: Int64) -> Int? {
        guard time >= start.microseconds else { return nil }
        let bucket = UInt64(bitPattern: time &- start.microseconds) / UInt64(width)
        return bucket < UInt64(buckets.count) ? Int(bucket) : nil
    }

    /// Counts a block by its tallies; false where its times are of several buckets.
    mutating func add(_ info: BlockInfo, _ tallies: ArraySlice<BlockTallies.Tally>, _ decision: OriginDecision) -> Bool
    {
        guard let bucket = bucket(of: info.minimumTime), bucket == self.bucket(of: info.maximumTime) else {
            return false
        }
        for tally in tallies where !tally.kind.isGap && decision.passes(tally) {
            buckets[bucket][Int(tally.kind.rawValue & 0x0f)] += UInt64(tally.count)
        }
        return true
    }

    /// Counts events one by one.
    mutating func add(_ columns: EventColumns, _ indices: [Int]) {
        let (times, kinds) = (columns.times, columns.kinds)
        for index in indices where !kinds[index].isGap {
            guard let bucket = bucket(of: times[index]) else { continue }
            buckets[bucket][Int(kinds[index].rawValue & 0x0f)] += 1
        }
    }
}
