internal import Synchronization
internal import SystemIO
public import Testing

/// Runs each test, and each of a test's arguments, on a thread of its own.
///
/// For tests that block: in sockets, on processes, on the log. Swift's threads are as many as the cores; two tests that
/// wait on them hold up all others, and those then fail by their clients' deadlines.
public struct OwnThread: TestTrait, SuiteTrait, TestScoping {
    /// Each test of a suite, not the suite as a whole.
    public let isRecursive = true

    /// Lends the test a thread.
    @concurrent
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        let executor = try ThreadExecutor()
        defer { executor.end() }
        try await withTaskExecutorPreference(executor) { try await function() }
    }
}

extension Trait where Self == OwnThread {
    /// Each test on a thread of its own.
    public static var ownThread: Self { OwnThread() }
}

/// One thread that runs what it is given, until its end.
private final class ThreadExecutor: TaskExecutor {
    private let state = Mutex(State())
    private let changed: Waker

    private struct State {
        var jobs: [UnownedJob] = []
        var isEnded = false
    }

    init() throws {
        changed = try Waker()
        _ = try DedicatedThread.start(name: "test") { self.run() }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        changed.signal()
    }

    /// Once no task prefers this any more.
    func end() {
        state.withLock { $0.isEnded = true }
        changed.signal()
    }

    private func run() {
        while true {
            changed.wait(timeout: nil)
            let (jobs, isEnded) = state.withLock { state in
                defer { state.jobs = [] }
                return (state.jobs, state.isEnded)
            }
            for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
            if isEnded { return }
        }
    }
}
