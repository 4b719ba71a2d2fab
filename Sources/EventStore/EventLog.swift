public import LogModel
public import Logging
internal import Synchronization
internal import SystemIO
internal import SystemPackage

/// The event log: takes batches of events from the inputs, makes them durable, then visible.
///
/// One thread, the committer, changes it; any thread reads. See `LogWriter` for the invariants and `BlockHeader` for
/// the format.
public final class EventLog: Sendable {
    /// The log's random name, 16 hexadecimal digits: another one means that IDs may recur.
    public let logID: String
    /// All positions that were durable when the log was opened.
    public let recoveredPositions: [InputPosition]
    /// What was found damaged when the log was opened, a sentence each.
    public let findings: [String]

    let options: LogOptions
    let limits: Retention
    let logger: Logger
    let state: LogState
    let reader: LogReader
    let queue: IngestQueue
    let freshness = Freshness()
    private let directory: LogDirectory
    private let lock: Mutex<DirectoryLock?>
    private let history: HistoryThreads
    /// Set when there may be something to merge, and when the log closes.
    let mergeWork: Waker
    private let followers = Atomic<Int>(0)
    private let listeners = Mutex(Listeners())
    private let committer = Mutex<DedicatedThread?>(nil)
    private let merger = Mutex<DedicatedThread?>(nil)
    private let closing = Atomic<Bool>(false)
    private let onFailure: @Sendable (any Error) -> Void

    /// Memory of compiled patterns that are kept, in bytes; beyond, the least recently used go.
    private static let patternMemory = 32 << 20

    private struct Listeners {
        var next = 0
        var head: [Int: @Sendable () -> Void] = [:]
        var demand: [@Sendable () -> Void] = []
    }

    /// Opens the log of a directory, recovers it, and starts its threads.
    ///
    /// `onFailure` is called once, from the committer's thread, if the log can write no more; the process should end,
    /// and start anew. Throws if the directory cannot be used, or belongs to another process.
    public init(
        options: LogOptions,
        logger: Logger,
        onFailure: @escaping @Sendable (any Error) -> Void
    ) throws {
        let fileSystem = LinuxFileSystem()
        try fileSystem.createDirectory(options.directory)
        lock = Mutex(try DirectoryLock(options.directory))
        directory = LogDirectory(path: options.directory, fileSystem: fileSystem)
        (self.options, self.logger, self.onFailure) = (options, logger, onFailure)
        limits = try Retention(options, space: fileSystem.space(options.directory))
        let name = try directory.logID(random: options.random)
        logID = LogDirectory.hex(name)
        let recovered = try Recovery(directory: directory, logID: name, random: options.random).run()
        (recoveredPositions, findings) = (recovered.positions, recovered.findings)
        let runStart = LogWriter.runStart(lastID: recovered.lastID, now: options.now())
        state = LogState(
            entries: recovered.entries,
            head: runStart,
            lastID: recovered.lastID,
            hotLimit: options.memory / 2
        )
        for finding in recovered.findings { state.addQuarantined(finding) }
        queue = try IngestQueue(limit: options.queueBytes)
        let history = try HistoryThreads(count: 2)
        self.history = history
        reader = LogReader(
            state: state,
            blocks: BoundedCache(limit: options.memory / 2),
            indexes: BoundedCache(limit: options.memory / 4),
            patterns: PatternLibrary(memory: Self.patternMemory) { history.run($0) }
        )
        mergeWork = try Waker()
        let rollBytes = options.rollBytes ?? min(max(limits.maxBytes / 16, 1 << 20), 64 << 20)
        var writer = LogWriter(
            directory: directory,
            logID: name,
            options: options,
            rollBytes: rollBytes,
            recovered: recovered,
            runStart: runStart
        )
        writer.syncs = state.syncs
        let thread = try DedicatedThread.start(name: "committer") { [self, writer] in
            var committer = Committer(log: self, writer: writer)
            committer.run()
        }
        committer.withLock { $0 = thread }
        guard options.merge.isEnabled else { return }
        let background = try DedicatedThread.start(name: "merger", isBackground: true) { [self] in
            var merger = Merger(log: self, directory: directory, sourceBytes: rollBytes)
            merger.run()
        }
        merger.withLock { $0 = background }
    }

    /// Stops taking batches, commits what was taken, seals the active segment, and ends the threads. Blocks.
    public func close() {
        queue.close()
        closing.store(true, ordering: .relaxed)
        mergeWork.signal()
        committer.withLock { $0 }?.join()
        merger.withLock { $0 }?.join()
        history.close()
        lock.withLock { $0 = nil }
    }

    /// A way in for one reader of inputs.
    public func makePort() -> IngestPort {
        let number = freshness.register()
        return IngestPort(
            submit: { [queue] in queue.submit($0) },
            demand: { [self] in IngestDemand(isFollowed: isFollowed, freshness: freshness.wanted) },
            reachedEnd: { [queue] in queue.mark(.init(reader: number, freshness: $0)) }
        )
    }

    /// Has `body` called when the demand on the inputs has changed: it wakes a reader. Must not block.
    public func onDemand(_ body: @escaping @Sendable () -> Void) {
        listeners.withLock { $0.demand.append(body) }
    }

    /// The oldest retained ID, and the next ID to be given; equal while the log is empty.
    public var bounds: (oldest: EventID, head: EventID) {
        let bounds = state.bounds
        return (bounds.oldest, bounds.head)
    }

    /// What follows the subscription's position, from memory alone; nil when the disk must be read. Never blocks.
    public func residentSelection(_ subscription: Subscription) -> Selection? {
        // Without reading nothing can fail; nil then means the same: ask where the disk may be read.
        try? reader.selection(subscription, mayRead: false)
    }

    /// What follows the subscription's position. Blocks on the disk: history threads only.
    public func selection(_ subscription: Subscription) throws -> Selection {
        guard let selection = try reader.selection(subscription, mayRead: true) else {
            preconditionFailure("BUG: a reader that may read did not")
        }
        return selection
    }

    /// The position after which exactly the last `count` events before `end` that pass the filter stand; zero when
    /// there are fewer. Gaps do not count. Blocks on the disk: history threads only.
    public func position(beforeLast count: Int, filter: EventFilter, end: EventID) throws -> EventID {
        try reader.position(beforeLast: count, filter: filter, end: end)
    }

    /// Runs work that may block on the disk, on one of a few threads, in the order it came.
    public func onHistoryThread(_ work: @escaping @Sendable () -> Void) {
        history.run(work)
    }

    /// Has `body` called, on the committer's thread, whenever the head has moved. Must not block.
    public func addListener(_ body: @escaping @Sendable () -> Void) -> Int {
        listeners.withLock { listeners in
            listeners.next += 1
            listeners.head[listeners.next] = body
            return listeners.next
        }
    }

    /// Ends that.
    public func removeListener(_ token: Int) {
        listeners.withLock { $0.head[token] = nil }
    }

    /// A follow stream has opened: commits are paced for latency, and the inputs are polled.
    public func followerJoined() {
        if followers.add(1, ordering: .relaxed).oldValue == 0 { demandChanged() }
    }

    /// A follow stream has ended.
    public func followerLeft() {
        if followers.subtract(1, ordering: .relaxed).newValue == 0 { demandChanged() }
    }

    /// Whether the threads are to end.
    var isClosing: Bool { closing.load(ordering: .relaxed) }

    /// Whether reads of the past wait or run.
    var isHistoryBusy: Bool { history.isBusy }

    /// Whether any follow stream is open.
    var isFollowed: Bool { followers.load(ordering: .relaxed) > 0 }

    /// Calls `completion`, on any thread, once all that the inputs held at the time of the call is committed.
    public func freshen(_ completion: @escaping @Sendable () -> Void) {
        guard freshness.wait(completion) else { return completion() }
        demandChanged()
    }

    /// Figures for `/status`.
    public var status: LogStatus {
        let (bounds, figures) = (state.bounds, state.figures)
        // A file system that cannot tell its free space shows as 0 here, and as an error when written to.
        let free = (try? directory.fileSystem.space(options.directory).free) ?? 0
        return LogStatus(
            oldest: bounds.oldest,
            head: bounds.head,
            bytes: figures.bytes,
            maxBytes: limits.maxBytes,
            segments: figures.segments,
            unmerged: figures.unmerged,
            freeBytes: free,
            followers: followers.load(ordering: .relaxed),
            commits: figures.commits,
            events: figures.events,
            gaps: figures.gaps,
            syncs: state.syncs.snapshot,
            publishes: state.publishes.snapshot,
            quarantined: figures.quarantined,
            waiting: figures.waiting
        )
    }

    func notifyListeners() {
        for body in listeners.withLock({ Array($0.head.values) }) { body() }
    }

    private func demandChanged() {
        queue.work.signal()
        for body in listeners.withLock({ $0.demand }) { body() }
    }

    /// The log can write no more.
    func fail(_ error: any Error) {
        logger.critical("the event log cannot be written: \(error)")
        queue.close()
        onFailure(error)
    }

    /// Drops what is too old or too much; the reason when there is still too little room.
    func applyRetention() -> String? {
        let space: DiskSpace
        do {
            space = try directory.fileSystem.space(options.directory)
        } catch {
            return error.description
        }
        let candidates = state.candidates
        let count = limits.expired(candidates, now: options.now(), freeBytes: space.free)
        if count > 0 { unlink(state.drop(count)) }
        let freed = candidates.prefix(count).reduce(0) { $0 + $1.bytes }
        guard space.free + freed < limits.keepFree else { return nil }
        return """
            \(options.directory): \(space.free >> 20) MiB free, \(limits.keepFree >> 20) MiB are to be kept free and \
            nothing is left to drop; free disk space, or lower --keep-free
            """
    }

    /// Drops the oldest segment for want of space; false when only the newest is left.
    func dropOldest() -> Bool {
        guard state.candidates.count > 1 else { return false }
        unlink(state.drop(1))
        return true
    }

    /// Off the committer: freeing the blocks of a large file takes the file system a while.
    private func unlink(_ segments: [Segment]) {
        let (directory, logger) = (directory, logger)
        history.run {
            for segment in segments {
                do throws(SystemError) {
                    try directory.fileSystem.unlink(segment.path)
                } catch  where error.code == .noSuchFileOrDirectory {
                    // A merge that was under way has removed it.
                } catch {
                    logger.warning("an expired segment stays: \(error)")
                }
            }
        }
    }
}

extension Retention {
    init(_ options: LogOptions, space: DiskSpace) {
        let tenth = space.total / 10
        maxBytes = options.maxBytes ?? min(tenth, 4 << 30)
        keepFree = options.keepFree ?? max(space.total / 20, 512 << 20)
        maxAge = options.maxAge.components.seconds * 1_000_000
    }
}
