public import LogModel

/// The state of the log for `/status`.
public struct LogStatus: Sendable {
    /// The oldest retained ID; the head while the log is empty.
    public var oldest: EventID
    /// The next ID to be given.
    public var head: EventID
    /// Bytes of all segments.
    public var bytes: UInt64
    /// The bound on `bytes`.
    public var maxBytes: UInt64
    /// The number of segments.
    public var segments: Int
    /// Sealed segments that wait to be merged.
    public var unmerged: Int
    /// Free bytes on the log's file system, as last seen.
    public var freeBytes: UInt64
    /// Follow streams that are open.
    public var followers: Int
    /// Commits since the start.
    public var commits: UInt64
    /// Events committed since the start, gaps included.
    public var events: UInt64
    /// Gaps among them: losses upstream.
    public var gaps: UInt64
    /// How long the log's file took to become durable, each time.
    public var syncs: LatencyHistogram.Snapshot
    /// How long events were under way from their reader to those who may see them: the oldest of each commit.
    public var publishes: LatencyHistogram.Snapshot
    /// Files of the quarantine: damaged parts, kept aside.
    public var quarantined: [String]
    /// Why ingest waits now, such as a full disk; nil while it goes on.
    public var waiting: String?
}
