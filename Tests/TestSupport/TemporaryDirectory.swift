internal import Foundation

/// A directory of a test's own, gone with the last reference.
public final class TemporaryDirectory: Sendable {
    /// Its absolute path.
    public let path: String

    /// A new, empty directory.
    public init() throws {
        let name = "logcast-test-\(UUID().uuidString.prefix(13))"
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        path = url.path
    }

    /// The path of something in it.
    public func file(_ name: String) -> String { "\(path)/\(name)" }

    deinit {
        // What cannot be removed is the temporary directory's owner's to clean.
        try? FileManager.default.removeItem(atPath: path)
    }
}
