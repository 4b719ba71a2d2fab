internal import LogModel
internal import SystemIO

/// The tailer's clocks: the seam at which tests make time pass.
struct TailClock: Sendable {
    /// Monotonic time since some moment.
    var now: @Sendable () -> Duration
    /// Wall-clock time.
    var wall: @Sendable () -> Timestamp

    /// The machine's.
    static var system: TailClock {
        let start = ContinuousClock.now
        return TailClock(
            now: { ContinuousClock.now - start },
            wall: { Timestamp(microseconds: SystemClock.now()) }
        )
    }
}
