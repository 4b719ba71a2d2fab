internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

/// The loop of the committer's thread: wait → take → commit → publish, and retention in between.
struct Committer {
    private let log: EventLog
    private let pacing: CommitPacing
    private var writer: LogWriter
    private var lastSync = ContinuousClock.now
    private var lastUpkeep = ContinuousClock.now

    /// How often age and free space are looked at without any commit.
    private static let upkeepInterval = Duration.seconds(5)
    /// How often a full disk is tried again.
    private static let retryInterval = Duration.milliseconds(500)

    init(log: EventLog, writer: LogWriter) {
        (self.log, self.writer) = (log, writer)
        let options = log.options
        pacing = CommitPacing(
            minimumSyncInterval: options.minimumSyncInterval,
            linger: options.linger,
            blockBytes: options.blockBytes
        )
    }

    /// Runs until the queue is closed and empty, or cannot be emptied, then seals the active segment.
    mutating func run() {
        while true {
            let waiting = log.queue.waiting
            if waiting.isClosed, !waiting.hasBatches { break }
            guard let delay = delay(waiting) else {
                log.queue.work.wait(timeout: Self.upkeepInterval)
                upkeep()
                continue
            }
            if delay > .zero {
                log.queue.work.wait(timeout: delay)
                continue
            }
            let began = ContinuousClock.now - waiting.oldestWait
            let (batch, marks) = log.queue.take(limit: log.options.blockBytes)
            // What follows a batch that was given up must not be committed: its positions cover what was not.
            if let batch {
                guard commit(batch) else { break }
                if !batch.columns.isEmpty { log.state.publishes.record(.now - began) }
            }
            log.freshness.reached(marks)
            if .now - lastUpkeep > Self.upkeepInterval { upkeep() }
        }
        writer.seal()
        log.freshness.reached(log.queue.take(limit: 0).marks)
    }

    /// How long to wait before the next commit; nil when there is nothing to commit.
    private func delay(_ waiting: IngestQueue.Waiting) -> Duration? {
        guard waiting.hasBatches || waiting.hasMarks else { return nil }
        return pacing.delay(
            CommitPacing.Situation(
                waitingBytes: waiting.bytes,
                oldestWait: waiting.oldestWait,
                sinceSync: .now - lastSync,
                isFollowed: log.isFollowed,
                isUrgent: waiting.hasMarks || waiting.isClosed
            )
        )
    }

    /// Commits a batch, however long the disk takes; what cannot be mended ends the process.
    ///
    /// False when the log closes while the disk is full: what could not be written stays in the inputs.
    private mutating func commit(_ batch: IngestBatch) -> Bool {
        while !(makeRoom() && attempt(batch)) {
            log.queue.work.wait(timeout: Self.retryInterval)
            if log.queue.waiting.isClosed { return false }
        }
        log.state.setWaiting(nil)
        lastSync = .now
        log.notifyListeners()
        return true
    }

    private mutating func attempt(_ batch: IngestBatch) -> Bool {
        do {
            let (state, mergeWork) = (log.state, log.mergeWork)
            try writer.commit(batch) { committed in
                state.publish(committed, nextID: committed.block.map { $0.lastID.next })
                if committed.sealed != nil { mergeWork.signal() }
            }
            return true
        } catch  where error.code == .noSpace || error.code == .diskQuotaExceeded {
            if !log.dropOldest() { report(waiting: error) }
            return false
        } catch  where error.code == .tooManyOpenFiles || error.code == .tooManyOpenFilesInSystem {
            report(waiting: error)
            return false
        } catch {
            log.fail(error)
            return false
        }
    }

    /// Applies retention before a commit; false while there is no room and nothing left to drop.
    private func makeRoom() -> Bool {
        guard let reason = log.applyRetention() else { return true }
        if log.state.setWaiting(reason) { log.logger.warning("ingest waits: \(reason)") }
        return false
    }

    private func report(waiting error: SystemError) {
        if log.state.setWaiting(error.description) { log.logger.warning("ingest waits: \(error)") }
    }

    private mutating func upkeep() {
        lastUpkeep = .now
        if log.applyRetention() == nil, !log.queue.waiting.hasBatches { log.state.setWaiting(nil) }
    }
}
