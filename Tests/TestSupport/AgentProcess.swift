internal import Foundation
internal import Glibc
internal import Synchronization
internal import SystemIO

/// The built `logcast`, started as a user would start it.
public final class AgentProcess: Sendable {
    private let process: Mutex<Process>
    private let lines: LineCollector
    private let ended = DispatchSemaphore(value: 0)
    /// The addresses it said it serves, such as `127.0.0.1:40001` or a path.
    public let addresses: [String]
    /// Its process number.
    public let processID: Int32

    /// It ended, or did not say in time that it serves; with what it said.
    public struct NotServing: Error, CustomStringConvertible {
        /// Its exit status; nil while it runs.
        public let status: Int32?
        /// Its standard error.
        public let output: String
        /// Both.
        public var description: String {
            "logcast does not serve (status \(status.map { "\($0)" } ?? "none")): \(output)"
        }
    }

    /// The binary under test: `LOGCAST_BINARY`, or the one built beside the tests.
    public static var binary: String {
        if let given = ProcessInfo.processInfo.environment["LOGCAST_BINARY"] { return given }
        let executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var directory = executable.deletingLastPathComponent()
        while directory.path != "/" {
            let candidate = directory.appendingPathComponent("logcast")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate.path }
            directory.deleteLastPathComponent()
        }
        return "logcast"
    }

    /// Starts it and waits until it serves.
    ///
    /// `wrapper` is a command that runs the one after it in its own stead.
    public init(_ arguments: [String], environment: [String: String] = [:], wrapper: [String] = []) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = wrapper + [Self.binary, "serve"] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let pipe = Pipe.closedOnExec()
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        let lines = try LineCollector(pipe.fileHandleForReading)
        process.terminationHandler = { [ended] _ in
            lines.writerHasEnded()
            ended.signal()
        }
        try process.run()
        processID = process.processIdentifier
        guard let line = lines.first(containing: "serving ") else {
            process.waitUntilExit()
            throw NotServing(status: process.terminationStatus, output: lines.text)
        }
        let list = line.components(separatedBy: "serving ")[1].components(separatedBy: ";")[0]
        addresses = list.components(separatedBy: ", ")
        self.lines = lines
        self.process = Mutex(process)
    }

    /// All it has said so far.
    public var output: String { lines.text }

    /// Waits until it has said this; the line, or nil if it ended without.
    public func line(containing text: String) -> String? { lines.first(containing: text) }

    /// `kill -9`, and waits for the end.
    public func kill() { end(SIGKILL) }

    /// Asks it to end, waits, and returns its exit status; 9 if it had to be killed for not ending.
    @discardableResult
    public func terminate() -> Int32 { end(SIGTERM) }

    @discardableResult
    private func end(_ signal: Int32) -> Int32 {
        process.withLock { process in
            if process.isRunning {
                Glibc.kill(processID, signal)
                // A guard against a hang, not a measure of time.
                if ended.wait(timeout: .now() + .seconds(60)) == .timedOut { Glibc.kill(processID, SIGKILL) }
            }
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    deinit { Glibc.kill(processID, SIGKILL) }
}

/// Collects the lines of a pipe, and lets one wait for one of them.
final class LineCollector: Sendable {
    private let state = Mutex((bytes: [UInt8](), isAtEnd: false, writerHasEnded: false))
    private let changed = DispatchSemaphore(value: 0)

    /// Reads on a thread of its own: Dispatch's come late while tests keep all cores busy.
    init(_ handle: FileHandle) throws {
        _ = try DedicatedThread.start(name: "lines") { [self] in
            var isAtEnd = false
            while !isAtEnd {
                let data = handle.availableData
                isAtEnd = data.isEmpty
                state.withLock { state in
                    state.bytes += data
                    state.isAtEnd = isAtEnd
                }
                changed.signal()
            }
        }
    }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The process that writes is gone. Another one, started meanwhile, may hold the pipe open: its end may never come.
    func writerHasEnded() {
        state.withLock { $0.writerHasEnded = true }
        changed.signal()
    }

    /// The lines that have ended.
    var wholeLines: [String] { text.components(separatedBy: "\n").dropLast() }

    /// The first whole line with this text; nil at the end of the pipe, or after a minute.
    func first(containing wanted: String) -> String? {
        wait { lines in lines.first { $0.contains(wanted) } }
    }

    /// What `find` makes of the whole lines, as soon as it makes something of them.
    func wait<Result>(_ find: ([String]) -> Result?) -> Result? {
        var deadline = DispatchTime.now() + .seconds(60)
        while true {
            let (isAtEnd, writerHasEnded) = state.withLock { ($0.isAtEnd, $0.writerHasEnded) }
            if let result = find(wholeLines) { return result }
            if writerHasEnded { deadline = min(deadline, .now() + .milliseconds(300)) }
            if isAtEnd || changed.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}
