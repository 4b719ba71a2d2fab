internal import Synchronization
internal import TextSearch

/// Working memory for searches: as many as there are searches at once, each in one thread's hands.
final class ScratchPool: Sendable {
    private let idle = Mutex<[Scratch]>([])

    /// Lends a scratch for the time of the call.
    func withScratch<Result>(_ body: (Scratch) throws -> Result) rethrows -> Result {
        let scratch = idle.withLock { $0.popLast() } ?? Scratch()
        defer { idle.withLock { $0.append(scratch) } }
        return try body(scratch)
    }
}
