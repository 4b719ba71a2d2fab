import Logging
import Synchronization
import SystemIO

/// Logcast's own lines: to standard error, with the priority prefix of sd-daemon(3) under systemd.
///
/// No line is ever caused by an event, and lines are bounded: Logcast reads its own unit like any other, and must not
/// feed on itself.
struct StandardErrorHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let isJournaled: Bool
    private let budget = LineBudget()

    init() {
        isJournaled = Environment.variable("JOURNAL_STREAM") != nil
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard let suppressed = budget.take() else { return }
        if suppressed > 0 { write(.warning, "\(suppressed) lines of logcast's own suppressed") }
        write(event.level, "\(event.message)")
    }

    private func write(_ level: Logger.Level, _ message: String) {
        let prefix = isJournaled ? "<\(Self.priority(level))>" : "logcast: "
        Environment.writeToStandardError(Array("\(prefix)\(message)\n".utf8))
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .critical: 2
        case .error: 3
        case .warning: 4
        case .notice: 5
        case .info: 6
        case .debug, .trace: 7
        }
    }
}

/// At most so many lines in so long a time.
final class LineBudget: Sendable {
    /// Lines in one interval.
    private static let lines = 50
    private static let interval = Duration.seconds(10)
    private let state = Mutex(State())

    private struct State {
        var began = ContinuousClock.now
        var count = 0
        var suppressed = 0
    }

    /// Nil when the line is to be dropped; else how many were dropped before it.
    func take() -> Int? {
        state.withLock { state in
            if .now - state.began > Self.interval { (state.began, state.count) = (.now, 0) }
            state.count += 1
            guard state.count <= Self.lines else {
                state.suppressed += 1
                return nil
            }
            defer { state.suppressed = 0 }
            return state.suppressed
        }
    }
}
