public import LogModel
public import Logging
internal import Synchronization
internal import SystemIO

/// Tails files: each line becomes an event, exactly once, across rotations, truncations and restarts.
///
/// One dedicated thread reads them all; `TailLoop` states what it guarantees.
public final class FileTailer: Sendable {
    private let makeLoop: @Sendable () -> TailLoop
    private let report = TailReport()
    private let waker: Waker
    private let thread = Mutex<DedicatedThread?>(nil)

    /// A tailer that has not started.
    ///
    /// - Parameters:
    ///   - positions: what the log recovered of inputs whose key begins with `file:`.
    ///   - host: the name for `_HOSTNAME`.
    public init(
        inputs: [FileInput],
        positions: [InputPosition],
        port: IngestPort,
        host: String,
        limits: FileLimits = FileLimits(),
        logger: Logger
    ) throws {
        let (waker, inotify) = (try Waker(), try Inotify())
        self.waker = waker
        makeLoop = { [report] in
            TailLoop(
                inputs: inputs,
                positions: positions,
                port: port,
                host: host,
                limits: limits,
                logger: logger,
                report: report,
                waker: waker,
                inotify: inotify
            )
        }
    }

    /// Starts the thread.
    ///
    /// Once.
    public func start() throws {
        // A loop must not leave its thread, so it is made there.
        let started = try DedicatedThread.start(name: "files") { [makeLoop] in makeLoop().run() }
        thread.withLock { $0 = started }
    }

    /// Tells the thread that the log's demand has changed.
    public func wake() {
        waker.signal()
    }

    /// Ends the thread and waits for it.
    ///
    /// What was not read stays in the files.
    public func stop() {
        report.stop()
        waker.signal()
        thread.withLock { $0.take() }?.join()
    }

    /// How far each file has been read; also the paths that wait for their file.
    public var status: [InputStatus] { report.statuses }
}
