internal import Foundation
internal import Glibc
internal import Synchronization

/// A command that runs beside a test, such as a reference implementation; ended with it.
public final class BackgroundCommand: Sendable {
    private let process: Mutex<Process>
    private let lines: LineCollector
    private let ended = DispatchSemaphore(value: 0)

    /// Stands between: Foundation takes the end of a socket that a child inherits for the child's end, which
    /// systemd-socket-activate closes early; and the signals that a test's thread blocks stay blocked in a child.
    private static let keeper = """
        import signal, subprocess, sys
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", Self.keeper] + command
        let errors = Pipe.closedOnExec()
        (process.standardError, process.standardOutput) = (errors, FileHandle.nullDevice)
        process.standardInput = FileHandle.nullDevice
        let lines = try LineCollector(errors.fileHandleForReading)
        process.terminationHandler = { [ended] _ in
            lines.writerHasEnded()
            ended.signal()
        }
        try process.run()
        self.lines = lines
        self.process = Mutex(process)
        if let text, lines.first(containing: text) == nil {
            end()
            throw NotStarted(description: "\(command.joined(separator: " ")): \(lines.text)")
        }
    }

    /// All it has said so far on standard error.
    public var output: String { lines.text }

    /// Waits for its own end, at most a minute; its status, or nil if it still runs.
    public func waitForEnd() -> Int32? {
        guard ended.wait(timeout: .now() + .seconds(60)) == .success else { return nil }
        ended.signal()
        return process.withLock { $0.terminationStatus }
    }

    /// Ends it, and waits.
    public func end() {
        process.withLock { process in
            if process.isRunning { process.terminate() }
            process.waitUntilExit()
        }
    }

    deinit { process.withLock { if $0.isRunning { Glibc.kill($0.processIdentifier, SIGTERM) } } }
}
