public import LogModel
public import Logging
internal import Synchronization
internal import SystemIO
public import SystemPackage

/// Reads the journal into the log, on one dedicated thread.
public final class JournalReader: Sendable {
    /// Which journal, from where, and for whom.
    public struct Settings: Sendable {
        /// Directories that hold journal files, or subdirectories of machines.
        public var directories: [FilePath]
        /// Only subdirectories of this machine's ID; nil takes all.
        public var machine: String?
        /// How far back to read a source seen for the first time; nil reads all.
        public var since: Timestamp?
        /// The user that systemd-coredump runs as, where there is one.
        public var coredumpUID: String?
        /// Bounds.
        public var limits = JournalLimits()
        /// The wall clock.
        public var now: @Sendable () -> Timestamp

        /// A journal in these directories.
        public init(directories: [FilePath], now: @escaping @Sendable () -> Timestamp) {
            (self.directories, self.now) = (directories, now)
        }
    }

    let settings: Settings
    let positions: [JournalPosition]
    let port: IngestPort
    let logger: Logger
    let waker: Waker
    private let shared = Mutex(Shared())
    private let thread = Mutex<DedicatedThread?>(nil)

    private struct Shared {
        var isStopped = false
        var status: [InputStatus] = []
    }

    /// A reader that goes on after these positions.
    public init(settings: Settings, positions: [InputPosition], port: IngestPort, logger: Logger) throws {
        (self.settings, self.port, self.logger) = (settings, port, logger)
        self.positions = positions.compactMap { JournalPosition($0) }
        waker = try Waker()
    }

    /// Begins to read.
    public func start() throws {
        let new = try DedicatedThread.start(name: "journal") { [self] in
            var loop = JournalLoop(self)
            loop.run()
        }
        thread.withLock { $0 = new }
    }

    /// The demand has changed.
    public func wake() { waker.signal() }

    /// Ends the thread, and waits for that. What it has not read stays in the journal.
    public func stop() {
        shared.withLock { $0.isStopped = true }
        waker.signal()
        thread.withLock { $0 }?.join()
    }

    /// How far each source is.
    public var status: [InputStatus] { shared.withLock { $0.status } }

    var isStopped: Bool { shared.withLock { $0.isStopped } }

    func report(_ status: [InputStatus]) { shared.withLock { $0.status = status } }
}
