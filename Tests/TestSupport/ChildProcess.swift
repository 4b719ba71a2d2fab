internal import Foundation
internal import Glibc
internal import Synchronization

/// A process that a test has started: what it says on standard error, its end, and the way to end it.
///
/// It holds nothing of the test's but its standard error, and has no standard input.
final class ChildProcess: Sendable {
    let lines: LineCollector
    let processID: Int32
    private let process: Mutex<Process>
    private let ended = DispatchSemaphore(value: 0)

    /// A guard against a hang, not a measure of time.
    private static let patience = DispatchTimeInterval.seconds(60)

    /// Starts the command, looked up as env(1) does.
    init(_ command: [String], environment: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let errors = Pipe.closedOnExec()
        (process.standardError, process.standardOutput) = (errors, FileHandle.nullDevice)
        process.standardInput = FileHandle.nullDevice
        let lines = try LineCollector(errors.fileHandleForReading)
        process.terminationHandler = { [ended] _ in
            lines.writerHasEnded()
            ended.signal()
        }
        try process.runUnblocked()
        (self.lines, processID) = (lines, process.processIdentifier)
        self.process = Mutex(process)
    }

    /// Waits for its own end, at most a minute; its status, or nil if it still runs.
    func waitForEnd() -> Int32? {
        guard ended.wait(timeout: .now() + Self.patience) == .success else { return nil }
        ended.signal()
        return process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    /// Sends it a signal and waits; its status, that of `kill -9` if it did not end for a minute.
    @discardableResult
    func end(_ signal: Int32) -> Int32 {
        send(signal)
        if let status = waitForEnd() { return status }
        send(SIGKILL)
        return process.withLock { process in
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    /// Sends it a signal, if it still runs.
    func send(_ signal: Int32) {
        process.withLock { if $0.isRunning { Glibc.kill(processID, signal) } }
    }
}
