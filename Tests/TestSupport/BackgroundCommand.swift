internal import Foundation
internal import Glibc

/// A command that runs beside a test, such as a reference implementation; ended with it.
public final class BackgroundCommand: Sendable {
    private let child: ChildProcess

    /// Stands between: Foundation takes the end of a socket that a child inherits for the child's end, which
    /// systemd-socket-activate closes early.
    private static let keeper = """
        import signal, subprocess, sys
        child = subprocess.Popen(sys.argv[1:])
        signal.signal(signal.SIGTERM, lambda *_: child.kill())
        sys.exit(child.wait())
        """

    /// It ended, or did not say in time what was waited for; with what it said.
    public struct NotStarted: Error, CustomStringConvertible {
        /// Its standard error.
        public let description: String
    }

    /// Starts it, and waits until its standard error says `text`; nil does not wait.
    public init(_ command: [String], until text: String? = nil) throws {
        child = try ChildProcess(["python3", "-c", Self.keeper] + command)
        if let text, child.lines.first(containing: text) == nil {
            end()
            throw NotStarted(description: "\(command.joined(separator: " ")): \(child.lines.text)")
        }
    }

    /// All it has said so far on standard error.
    public var output: String { child.lines.text }

    /// Waits for its own end, at most a minute; its status, or nil if it still runs.
    public func waitForEnd() -> Int32? { child.waitForEnd() }

    /// Ends it, and waits.
    public func end() { child.end(SIGTERM) }

    deinit { child.send(SIGTERM) }
}
