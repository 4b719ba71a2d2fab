internal import Synchronization

/// Who waits for the inputs to be read to their present ends and committed, and how far each reader is.
final class Freshness: Sendable {
    private let state = Mutex(State())

    /// Queries waiting at once; beyond, one does not wait.
    private static let waiterLimit = 4096

    private struct State {
        var wanted: UInt64 = 0
        var reached: [UInt64] = []
        var waiters: [(wanted: UInt64, completion: @Sendable () -> Void)] = []
    }

    /// The counter that readers answer with.
    var wanted: UInt64 { state.withLock { $0.wanted } }

    /// A reader whose answers will be waited for; its number.
    func register() -> Int {
        state.withLock { state in
            state.reached.append(0)
            return state.reached.count - 1
        }
    }

    /// Adds a waiter. False when there is no reader to wait for, or too many wait: not called back then.
    func wait(_ completion: @escaping @Sendable () -> Void) -> Bool {
        state.withLock { state in
            guard !state.reached.isEmpty, state.waiters.count < Self.waiterLimit else { return false }
            state.wanted += 1
            state.waiters.append((state.wanted, completion))
            return true
        }
    }

    /// All that a reader submitted before the mark is durable now. Calls back who has what he waited for.
    func reached(_ marks: [IngestQueue.Mark]) {
        guard !marks.isEmpty else { return }
        let ready = state.withLock { state -> [@Sendable () -> Void] in
            for mark in marks { state.reached[mark.reader] = max(state.reached[mark.reader], mark.freshness) }
            let least = state.reached.min() ?? .max
            let ready = state.waiters.filter { $0.wanted <= least }
            state.waiters.removeAll { $0.wanted <= least }
            return ready.map(\.completion)
        }
        for completion in ready { completion() }
    }
}
