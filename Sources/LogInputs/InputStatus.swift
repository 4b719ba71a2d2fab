/// How far one input has been read, for `/status`.
public struct InputStatus: Hashable, Sendable {
    /// The input's key, as in its `InputPosition`.
    public var key: String
    /// What a person calls it: a path, or `journal`.
    public var name: String
    /// The units its events belong to, where they are known beforehand.
    public var units: [String]
    /// The place up to which it was read: an offset, or a cursor.
    public var position: String
    /// Bytes that are there beyond that place; nil where that cannot be known.
    public var lag: UInt64?
    /// Why it cannot be read, or could not lately.
    public var lastError: String?
    /// Events handed to the log since the agent started.
    public var eventsRead: UInt64

    /// A report.
    public init(
        key: String,
        name: String,
        units: [String] = [],
        position: String,
        lag: UInt64? = nil,
        lastError: String? = nil,
        eventsRead: UInt64 = 0
    ) {
        (self.key, self.name, self.units) = (key, name, units)
        (self.position, self.lag) = (position, lag)
        (self.lastError, self.eventsRead) = (lastError, eventsRead)
    }
}
