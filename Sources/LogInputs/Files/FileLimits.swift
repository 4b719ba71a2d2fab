/// The bounds of the file tailer.
///
/// The defaults suit a service; tests make them small.
public struct FileLimits: Hashable, Sendable {
    /// The longest message in bytes; a longer line is cut and carries `LOGCAST_CUT=<its full size>`.
    public var line = 1 << 20
    /// What one file gives before the next has its turn, in bytes; at least one whole line.
    public var turn = 1 << 20
    /// Events of one turn: bounds the columns of a file of empty lines.
    public var eventsPerTurn = 1 << 16
    /// How long a last line without an end waits for the rest; then it is an event, and so is the rest.
    public var partialLine: Duration = .seconds(5)
    /// How long a renamed file must not grow before its successor is read.
    public var quiet: Duration = .seconds(2)
    /// How long a renamed file's late lines are waited for, counted from the last one.
    ///
    /// Also the longest time a renamed file that keeps growing holds its successor up.
    public var lateness: Duration = .seconds(60)
    /// Descriptors kept open; files beyond are reopened when they have something to read.
    public var openFiles = 128
    /// The time between two looks at every path, which find what inotify cannot tell; it grows with their cost.
    public var rescan: Duration = .seconds(5)
    /// The shortest time between two looks at the notices while nobody follows.
    public var coalescing: Duration = .milliseconds(50)
    /// How often a directory whose names move all the time is searched before what was found has to do.
    public var searches = 100
    /// Lines of its own that the tailer logs in an hour.
    public var lines = 100
    /// How long the position of a vanished file is kept, in seconds.
    public var keepVanished: Int64 = 7 * 86_400

    /// The defaults.
    public init() {}
}
