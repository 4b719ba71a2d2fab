internal import CLinux
internal import Glibc
internal import Synchronization
internal import SystemPackage

/// A thread of its own for work that blocks: a reader, the committer, history reads.
public final class DedicatedThread: Sendable {
    private let ended: Waker
    private let hasEnded = Mutex(false)

    private init(ended: Waker) {
        self.ended = ended
    }

    /// Runs `body` on a new thread; the name, at most 15 bytes, shows in `top -H`.
    ///
    /// A background thread gets the processor when no other thread wants it (setpriority(2): on Linux, of the thread).
    public static func start(
        name: String,
        isBackground: Bool = false,
        _ body: @escaping @Sendable () -> Void
    ) throws(SystemError) -> DedicatedThread {
        let thread = DedicatedThread(ended: try Waker())
        let work = Unmanaged.passRetained(Work(name: name, isBackground: isBackground, thread: thread, body: body))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        defer { pthread_attr_destroy(&attributes) }
        var id = pthread_t()
        let code = pthread_create(&id, &attributes, { Work.run($0) }, work.toOpaque())
        guard code == 0 else {
            work.release()
            throw SystemError(call: "pthread_create", code: Errno(rawValue: code), subject: name)
        }
        return thread
    }

    /// Waits until `body` has returned. Blocks; any number of callers, one after the other.
    public func join() {
        while !hasEnded.withLock({ $0 }) { ended.wait(timeout: .seconds(1)) }
        ended.signal()
    }

    private final class Work {
        let name: String
        let isBackground: Bool
        let thread: DedicatedThread
        let body: @Sendable () -> Void

        init(name: String, isBackground: Bool, thread: DedicatedThread, body: @escaping @Sendable () -> Void) {
            (self.name, self.isBackground, self.thread, self.body) = (name, isBackground, thread, body)
        }

        static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
            guard let argument else { return nil }
            let work = Unmanaged<Work>.fromOpaque(argument).takeRetainedValue()
            clinux_name_thread(String(work.name.prefix(15)))
            // Not being allowed to step back costs nothing but company.
            if work.isBackground { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 15) }
            work.body()
            work.thread.hasEnded.withLock { $0 = true }
            work.thread.ended.signal()
            return nil
        }
    }
}
