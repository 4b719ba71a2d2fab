internal import LogModel
internal import Synchronization
internal import SystemIO

/// The batches on their way to the committer, bounded in bytes: readers wait while it is full.
final class IngestQueue: Sendable {
    private let state: Mutex<State>
    private let limit: Int
    /// Set when there is something for the committer.
    let work: Waker
    private let space: Waker

    private struct State {
        var batches: [IngestBatch] = []
        var bytes = 0
        var oldest: ContinuousClock.Instant?
        var marks: [Mark] = []
        var isClosed = false
    }

    /// A reader had reached the end of its input when all before it had been submitted.
    struct Mark: Hashable, Sendable {
        var reader: Int
        var freshness: UInt64
    }

    /// What the committer decides from.
    struct Waiting {
        var bytes: Int
        var oldestWait: Duration
        var hasBatches: Bool
        var hasMarks: Bool
        var isClosed: Bool
    }

    init(limit: Int) throws(SystemError) {
        self.limit = limit
        work = try Waker()
        space = try Waker()
        state = Mutex(State())
    }

    /// Adds a batch; waits while the queue is full. False once it is closed.
    func submit(_ batch: IngestBatch) -> Bool {
        while true {
            let (isDone, isAccepted) = state.withLock { state -> (Bool, Bool) in
                if state.isClosed { return (true, false) }
                // A batch beyond the limit goes in alone.
                guard state.bytes < limit else { return (false, false) }
                state.batches.append(batch)
                state.bytes += batch.columns.byteCount + 1
                if state.oldest == nil { state.oldest = .now }
                return (true, true)
            }
            if isDone {
                if isAccepted { work.signal() }
                return isAccepted
            }
            // The time bounds a wake-up that another waiting reader took.
            space.wait(timeout: .milliseconds(20))
        }
    }

    func mark(_ mark: Mark) {
        state.withLock { $0.marks.append(mark) }
        work.signal()
    }

    func close() {
        state.withLock { $0.isClosed = true }
        work.signal()
        space.signal()
    }

    var waiting: Waiting {
        state.withLock { state in
            Waiting(
                bytes: state.bytes,
                oldestWait: state.oldest.map { .now - $0 } ?? .zero,
                hasBatches: !state.batches.isEmpty,
                hasMarks: !state.marks.isEmpty,
                isClosed: state.isClosed
            )
        }
    }

    /// Takes batches up to about `limit` bytes as one, and the marks if nothing waits after them.
    func take(limit: Int) -> (batch: IngestBatch?, marks: [Mark]) {
        let taken = state.withLock { state -> ([IngestBatch], [Mark]) in
            var bytes = 0
            var count = 0
            while count < state.batches.count, count == 0 || bytes + state.batches[count].columns.byteCount <= limit {
                bytes += state.batches[count].columns.byteCount
                count += 1
            }
            let batches = Array(state.batches[..<count])
            state.batches.removeFirst(count)
            state.bytes -= bytes + count
            state.oldest = state.batches.isEmpty ? nil : .now
            defer { if state.batches.isEmpty { state.marks = [] } }
            return (batches, state.batches.isEmpty ? state.marks : [])
        }
        space.signal()
        guard var whole = taken.0.first else { return (nil, taken.1) }
        for batch in taken.0.dropFirst() { whole.append(batch) }
        return (whole, taken.1)
    }
}
