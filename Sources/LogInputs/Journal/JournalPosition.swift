internal import LogModel

/// The durable position of a source: the cursor of its last entry in the log.
struct JournalPosition: Hashable, Sendable {
    static let prefix = "journal:"
    var sequenceID: String
    var cursor: JournalCursor

    init(sequenceID: String, cursor: JournalCursor) {
        (self.sequenceID, self.cursor) = (sequenceID, cursor)
    }

    /// Nil for what is no position of a journal; the source is then read like one never seen.
    init?(_ position: InputPosition) {
        guard position.input.hasPrefix(Self.prefix) else { return nil }
        guard let cursor = JournalCursor(String(decoding: position.bytes, as: UTF8.self)) else { return nil }
        sequenceID = String(position.input.dropFirst(Self.prefix.count))
        self.cursor = cursor
    }

    var position: InputPosition {
        InputPosition(input: Self.prefix + sequenceID, bytes: Array(cursor.text.utf8))
    }
}

/// Where a source that was never read begins.
struct JournalStart: Sendable {
    /// Entries before are left out; nil reads all.
    var since: Timestamp?
    /// The last entries read from other sources.
    var knownElsewhere: [JournalCursor] = []
}

/// Bounds of the journal reader.
public struct JournalLimits: Hashable, Sendable {
    /// A field longer than this is cut and marked. In bytes.
    public var fieldBytes = 16 << 20
    /// A batch ends beyond this many bytes of messages and own fields.
    public var batchBytes = 1 << 20
    /// A batch ends at this many events.
    public var batchEvents = 4096
    /// How often the journal is looked at while somebody follows: journald announces only every 250 ms.
    public var pollInterval = Duration.milliseconds(4)
    /// How long journald is given to write what it was sent, before a query that wants fresh entries goes on.
    public var writeDelay = Duration.milliseconds(10)
    /// The position of a source whose files are gone is kept this long.
    public var keepVanished = Duration.seconds(7 * 86_400)

    /// The defaults.
    public init() {}
}
