internal import Foundation
internal import Glibc

/// The built `logcast`, started as a user would start it.
public final class AgentProcess: Sendable {
    private let child: ChildProcess
    /// The addresses it said it serves, such as `127.0.0.1:40001` or a path.
    public let addresses: [String]
    /// Its process number.
    public var processID: Int32 { child.processID }

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
        child = try ChildProcess(wrapper + [Self.binary, "serve"] + arguments, environment: environment)
        guard let line = child.lines.first(containing: "serving ") else {
            throw NotServing(status: child.waitForEnd(), output: child.lines.text)
        }
        let list = line.components(separatedBy: "serving ")[1].components(separatedBy: ";")[0]
        addresses = list.components(separatedBy: ", ")
    }

    /// All it has said so far.
    public var output: String { child.lines.text }

    /// Waits until it has said this; the line, or nil if it ended without.
    public func line(containing text: String) -> String? { child.lines.first(containing: text) }

    /// `kill -9`, and waits for the end.
    public func kill() { child.end(SIGKILL) }

    /// Asks it to end, waits, and returns its exit status; 9 if it had to be killed for not ending.
    @discardableResult
    public func terminate() -> Int32 { child.end(SIGTERM) }

    deinit { child.send(SIGKILL) }
}
