internal import Synchronization

/// At most so many lines in so long a time.
public final class LineBudget: Sendable {
    private let lines: Int
    private static let interval = Duration.seconds(10)
    private let state = Mutex(State())

    private struct State {
        var began = ContinuousClock.now
        var count = 0
        var suppressed = 0
    }

    /// A whole budget: so many lines in one interval of ten seconds.
    public init(lines: Int = 50) {
        self.lines = lines
    }

    /// Nil when the line is to be dropped; else how many were dropped before it.
    public func take() -> Int? {
        state.withLock { state in
            if .now - state.began > Self.interval { (state.began, state.count) = (.now, 0) }
            state.count += 1
            guard state.count <= lines else {
                state.suppressed += 1
                return nil
            }
            defer { state.suppressed = 0 }
            return state.suppressed
        }
    }
}
