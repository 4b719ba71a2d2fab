/// What `/status` shows of one input.
public struct InputReport: Sendable {
    /// The input's name, such as `journal` or `file:/var/log/app.log`.
    public var name: String
    /// The unit its events belong to, where it is one.
    public var unit: String?
    /// How far it has been read, for people.
    public var position: String
    /// Bytes that are there and not read yet; nil where that cannot be known.
    public var lag: UInt64?
    /// Why it cannot be read now; nil when it can.
    public var lastError: String?
    /// Events read since the start.
    public var events: UInt64

    /// A report.
    public init(name: String, unit: String?, position: String, lag: UInt64?, lastError: String?, events: UInt64) {
        (self.name, self.unit, self.position) = (name, unit, position)
        (self.lag, self.lastError, self.events) = (lag, lastError, events)
    }
}
