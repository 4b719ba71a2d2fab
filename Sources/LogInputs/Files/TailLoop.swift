internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

/// The file tailer's thread: wait, look, decide, read, hand over.
///
/// What it guarantees, and how:
///
/// - **Exactly once.** A batch holds events and the positions after them, and the log writes both or neither. What is
///   read again after a crash was never in the log.
/// - **A file is its identity**, never its name or its contents: device (across boots the file system's own number),
///   inode, and time of birth. A file that was renamed goes on being read where it was left.
/// - **The order of writing.** The files that bore one path are a *lineage*. Each is read to its end, and has not grown
///   for a while (`FollowState`), before the next one is read.
/// - **Nothing rotated away unseen.** Before a new file at a path is taken in, its directory is searched for what bore
///   the path in between: a name that rotation gives, and younger than the youngest file known of that path. What is
///   found is taken in together, under the names of one moment, so that the log never knows a file without all that
///   came before it. Files that are followed, and those moved to other names, are found by their notices.
/// - **Truncation is seen by contents**, since a file may have grown past the old offset again: before each read, the
///   first 1024 bytes and the last 256 before the offset have to be the same (`ContentCheck`). The copy that
///   copy-truncate left is found by the same check and read on from the same offset. Without a copy, a gap stands in
///   the log unless the tailer had followed the file to its end and saw it shorter at its next look: then nothing that
///   was ever seen is missing.
/// - **Notices cannot be missed.** A watch is set before the first read, notices are drained before the reads that they
///   ask for, and every few seconds each path is looked at anyway, for file systems without notices.
///
/// Confined to one thread. Tests drive it turn by turn, with their own clock.
final class TailLoop {
    let inputs: [FileInput]
    let port: IngestPort
    let host: String
    let limits: FileLimits
    let logger: Logger
    let clock: TailClock
    let report: TailReport

    let notices: Notices
    let batch: LineBatch
    let reader: TurnReader
    let openFiles: OpenFiles

    var files: [FileIdentity: TailedFile] = [:]
    var lineages: [FilePath: Lineage] = [:]
    var remembered = RememberedPositions()
    /// New files that may be the copy which copy-truncate is just making.
    var suspects: [FilePath: Suspect] = [:]
    /// Files with something to read, each once.
    var ready: [TailedFile] = []
    /// Files for which time matters.
    var timed: [ObjectIdentifier: TailedFile] = [:]
    var nextTimer: Duration?
    var nextRescan: Duration = .zero
    /// Paths that changed while they were looked at.
    var lookAgain: Set<FilePath> = []
    var snapshots: [FilePath: DirectorySnapshot] = [:]
    var fileSystems: [UInt64: UInt64] = [:]
    var nextSlot = 0
    var nextSweep: Duration = .zero
    /// What was said about directories.
    var complaints: Set<String> = []
    /// How many lines were logged this hour.
    var linesSaid = 0

    private let waker: Waker
    private var coalescesUntil: Duration = .zero
    private var answeredFreshness: UInt64 = 0
    private var freshness: Freshness?

    /// A demand to read up to the present ends, and what of it is left.
    private struct Freshness {
        let value: UInt64
        var waits: [(file: TailedFile, end: UInt64)]
    }

    init(
        inputs: [FileInput],
        positions: [InputPosition],
        port: IngestPort,
        host: String,
        limits: FileLimits,
        logger: Logger,
        clock: TailClock = .system,
        report: TailReport,
        waker: Waker,
        inotify: Inotify
    ) {
        (self.inputs, self.port, self.host, self.limits) = (inputs, port, host, limits)
        (self.logger, self.clock, self.report, self.waker) = (logger, clock, report, waker)
        notices = Notices(inotify)
        batch = LineBatch(clock: clock)
        reader = TurnReader(limits: limits, batch: batch)
        openFiles = OpenFiles(limit: limits.openFiles)
        recover(positions)
    }

    /// Runs until the log closes or the report says to stop.
    func run() {
        while turn(waiting: true) {}
    }

    /// One round; false when it is the last.
    func turn(waiting: Bool) -> Bool {
        if waiting { wait() }
        if report.isStopping { return false }
        // The demand is read before the notices: what was written before it was made has its notice by then.
        let demand = port.demand()
        look()
        if clock.now() >= nextRescan { rescan() }
        runTimers()
        note(demand)
        return pass(demand)
    }

    func enqueue(_ file: TailedFile) {
        guard !file.isQueued else { return }
        file.isQueued = true
        ready.append(file)
    }

    /// Gives each file with something to read a turn.
    private func pass(_ demand: IngestDemand) -> Bool {
        let turns = ready
        ready.removeAll(keepingCapacity: true)
        for file in turns {
            file.isQueued = false
            guard files[file.identity] === file else { continue }
            if file.isFresh {
                file.isFresh = false
                enqueue(file)
            } else if file.lineage.mayRead(file) {
                takeTurn(file)
            } else {
                hold(file)
            }
            if batch.byteCount >= limits.turn, !submit() { return false }
        }
        guard submit() else { return false }
        report.update(turns.filter { files[$0.identity] === $0 })
        if !turns.isEmpty, !demand.isFollowed { coalescesUntil = clock.now() + limits.coalescing }
        answer()
        return true
    }

    private func submit() -> Bool {
        batch.isEmpty || port.submit(batch.take())
    }

    private func note(_ demand: IngestDemand) {
        guard freshness == nil, demand.freshness != answeredFreshness else { return }
        for file in files.values where file.watch == nil { enqueue(file) }
        let waits = ready.map { file in
            // A file that cannot be asked is not waited for.
            (file, (try? file.file?.status().size) ?? file.size)
        }
        freshness = Freshness(value: demand.freshness, waits: waits)
    }

    private func answer() {
        guard var current = freshness else { return }
        current.waits.removeAll { !$0.file.isQueued || $0.file.scanned >= $0.end }
        freshness = current.waits.isEmpty ? nil : current
        guard current.waits.isEmpty else { return }
        answeredFreshness = current.value
        port.reachedEnd(current.value)
    }

    private func wait() {
        guard ready.isEmpty, lookAgain.isEmpty else { return }
        let end = nextTimer.map { min($0, nextRescan) } ?? nextRescan
        let now = clock.now()
        if coalescesUntil > now, !port.demand().isFollowed {
            let isWoken = Poll.wait([waker.fd], timeout: min(coalescesUntil, end) - now)[0]
            if isWoken || end <= coalescesUntil { return waker.drain() }
        }
        let woken = Poll.wait([waker.fd, notices.fd], timeout: max(end - clock.now(), .zero))
        if woken[0] { waker.drain() }
    }
}
