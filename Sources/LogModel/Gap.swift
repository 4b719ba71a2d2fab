/// Events that are missing at this point, and why.
public struct Gap: Hashable, Sendable {
    /// Why they are missing.
    public let reason: Reason
    /// How many, where that can be known.
    public let missed: UInt64?
    /// The input that lost them, for a loss upstream of the log.
    public let input: String?

    /// The reasons a client may see.
    public enum Reason: String, Sendable, CaseIterable {
        /// Older than the log keeps.
        case retention
        /// A damaged block of the log, kept aside.
        case quarantine
        /// The ID asked for was never given by this log.
        case unknownID = "unknown-id"
        /// A log file was rotated away before it was read.
        case rotated
        /// A log file was truncated before it was read.
        case truncated
        /// The journal dropped entries before they were read.
        case vacuumed
        /// Entries of the journal cannot be read.
        case corrupt
        /// The writer was rate-limited by journald.
        case suppressed
        /// A deleted log file was let go to free its disk space.
        case released
    }

    /// A loss.
    public init(reason: Reason, missed: UInt64? = nil, input: String? = nil) {
        (self.reason, self.missed, self.input) = (reason, missed, input)
    }

    /// `{"reason":"vacuumed","missed":312,"input":"journal"}`; unknown members are left out.
    public var json: [UInt8] {
        var writer = ByteWriter(capacity: 128)
        writer.append("{\"reason\":\"")
        writer.append(utf8: reason.rawValue)
        writer.append("\"")
        if let missed {
            writer.append(",\"missed\":")
            writer.append(decimal: missed)
        }
        if let input {
            writer.append(",\"input\":")
            writer.append(jsonString: input)
        }
        writer.append("}")
        return writer.bytes
    }
}
