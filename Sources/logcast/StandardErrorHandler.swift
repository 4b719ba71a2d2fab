import Logging
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
