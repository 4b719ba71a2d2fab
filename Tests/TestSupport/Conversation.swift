internal import Foundation

/// A command that is written to and read from line by line.
public final class Conversation {
    private let process = Process()
    private let input = Pipe.closedOnExec()
    private let collected: LineCollector

    /// Starts the command, found on PATH.
    public init(_ command: [String]) throws {
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let output = Pipe.closedOnExec()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        collected = try LineCollector(output.fileHandleForReading)
        try process.runUnblocked()
    }

    /// Writes to its standard input.
    public func write(_ text: String) {
        input.fileHandleForWriting.write(Data(text.utf8))
    }

    /// All whole lines, once they are enough, or after a minute as many as there are.
    public func lines(_ isEnough: @escaping ([String]) -> Bool) -> [String] {
        collected.wait { isEnough($0) ? $0 : nil } ?? collected.wholeLines
    }

    /// Asks it to end, and does not wait.
    public func abandon() { process.terminate() }

    /// Ends its input, and waits for its end.
    public func end() {
        // One that has ended already has closed its side.
        try? input.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
