public import SystemPackage

/// What an operator may set of the event log, and bounds that tests make small.
public struct LogOptions: Sendable {
    /// The directory of the log; made if missing.
    public var directory: FilePath
    /// Bytes of all segments; nil takes the lesser of 10 % of the file system and 4 GiB.
    public var maxBytes: UInt64?
    /// Events appended longer ago are dropped, a segment at a time.
    public var maxAge: Duration = .seconds(30 * 86_400)
    /// Free bytes to leave on the file system; nil takes the greater of 5 % and 512 MiB.
    public var keepFree: UInt64?
    /// A segment is sealed beyond this many bytes; nil takes a sixteenth of `maxBytes`, 1 to 64 MiB.
    public var rollBytes: UInt64?
    /// A segment is sealed this long after its first block.
    public var rollAge: Duration = .seconds(6 * 3600)
    /// Decoded blocks kept in memory: half of it for the newest, half for what was read last. In bytes.
    public var memory = 16 << 20
    /// Batches waiting for a commit; readers wait beyond. In bytes.
    public var queueBytes = 8 << 20
    /// A commit takes no more than about this many bytes of waiting batches into one block.
    public var blockBytes = 1 << 20
    /// The least time between two syncs while somebody follows.
    public var minimumSyncInterval = Duration.milliseconds(2)
    /// How long a batch waits for more while nobody follows.
    public var linger = Duration.seconds(1)
    /// How sealed segments are merged.
    public var merge = MergeOptions()
    /// The wall clock, µs since 1970.
    public var now: @Sendable () -> Int64
    /// Randomness for salts and the log's name.
    public var random: @Sendable () -> UInt64

    /// The defaults for a directory.
    public init(
        directory: FilePath,
        now: @escaping @Sendable () -> Int64,
        random: @escaping @Sendable () -> UInt64
    ) {
        (self.directory, self.now, self.random) = (directory, now, random)
    }
}
