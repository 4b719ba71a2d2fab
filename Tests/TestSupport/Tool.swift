public import Foundation

/// Commands that tests run.
public enum Tool {
    /// A command that failed.
    public struct Failed: Error, CustomStringConvertible {
        /// The command, its status and its standard error.
        public let description: String
    }

    /// Whether a command is on PATH.
    public static func exists(_ command: String) -> Bool {
        let directories = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return directories.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(command)") }
    }

    /// Runs a command to its end; its standard output.
    @discardableResult
    public static func run(_ command: [String], input: String? = nil) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (output, errors) = (Pipe.closedOnExec(), Pipe.closedOnExec())
        (process.standardOutput, process.standardError) = (output, errors)
        let collected = try LineCollector(errors.fileHandleForReading)
        let source = Pipe.closedOnExec()
        process.standardInput = input == nil ? FileHandle.nullDevice : source
        try process.runUnblocked()
        if let input {
            source.fileHandleForWriting.write(Data(input.utf8))
            try source.fileHandleForWriting.close()
        }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            collected.waitForRest()
            throw Failed(description: "\(command): status \(process.terminationStatus): \(collected.text)")
        }
        return data
    }

    /// A tool shared by the project's repositories; nil, with the reason printed, where it is not there.
    public static func shared(_ name: String) -> String? {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = root.appendingPathComponent("../shared/tools/\(name)").standardized.path
        if FileManager.default.isExecutableFile(atPath: path) { return path }
        print("skipped: ../shared/tools/\(name) is not there")
        return nil
    }
}
