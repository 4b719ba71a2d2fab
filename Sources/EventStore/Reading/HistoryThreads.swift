internal import Synchronization
internal import SystemIO

/// A few threads for work that waits for the disk, in the order it came.
final class HistoryThreads: Sendable {
    private let queue: Queue
    private let threads: [DedicatedThread]

    private final class Queue: Sendable {
        let state = Mutex(State())
        let waker: Waker

        init() throws(SystemError) {
            waker = try Waker()
        }

        struct State {
            var work: [@Sendable () -> Void] = []
            var next = 0
            var isClosed = false
            var running = 0

            mutating func take() -> (@Sendable () -> Void)? {
                guard next < work.count else { return nil }
                defer {
                    next += 1
                    if next == work.count {
                        work.removeAll(keepingCapacity: work.count < 1024)
                        next = 0
                    }
                }
                return work[next]
            }
        }

        /// Without work for so long, a thread gives back the memory that decoding took.
        static let quiet = Duration.seconds(1)

        func run() {
            var hasWorked = false
            while true {
                let (work, hasMore, isClosed) = state.withLock { state in
                    let work = state.take()
                    if work != nil { state.running += 1 }
                    return (work, state.next < state.work.count, state.isClosed)
                }
                // The latch wakes one thread: who finds more behind his own work wakes the next.
                if hasMore { waker.signal() }
                if let work {
                    work()
                    hasWorked = true
                    state.withLock { $0.running -= 1 }
                } else if isClosed {
                    break
                } else if !waker.wait(timeout: hasWorked ? Self.quiet : nil) {
                    Memory.giveBack()
                    hasWorked = false
                }
            }
            waker.signal()
        }
    }

    init(count: Int) throws(SystemError) {
        let queue = try Queue()
        self.queue = queue
        var threads: [DedicatedThread] = []
        for number in 0..<count {
            threads.append(try DedicatedThread.start(name: "history-\(number)") { queue.run() })
        }
        self.threads = threads
    }

    func run(_ work: @escaping @Sendable () -> Void) {
        queue.state.withLock { $0.work.append(work) }
        queue.waker.signal()
    }

    /// Whether any work waits or runs.
    var isBusy: Bool { queue.state.withLock { $0.running > 0 || $0.next < $0.work.count } }

    /// Ends once all work is done.
    func close() {
        queue.state.withLock { $0.isClosed = true }
        queue.waker.signal()
        for thread in threads { thread.join() }
    }
}
