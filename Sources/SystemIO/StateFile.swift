public import SystemPackage

/// A small file that is only ever replaced whole: after a crash it is the old one or the new one.
public struct StateFile: Sendable {
    /// Its name, for messages.
    public let path: FilePath
    private let fileSystem: any FileSystem

    /// Bytes of which a file that is read may have at most; a longer one is damaged.
    private static let limit: UInt64 = 16 << 20

    /// It holds more than it ever should.
    public struct TooLarge: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String
    }

    /// The file at a path, which need not be there.
    public init(_ path: FilePath, in fileSystem: any FileSystem = LinuxFileSystem()) {
        (self.path, self.fileSystem) = (path, fileSystem)
    }

    /// All of it; nil where there is none.
    public func read() throws -> [UInt8]? {
        let file: any StorageFile
        do throws(SystemError) {
            file = try fileSystem.open(path, .read)
        } catch {
            if error.code == .noSuchFileOrDirectory { return nil }
            throw error
        }
        let length = try file.length()
        guard length <= Self.limit else { throw TooLarge(description: "\(path): \(length) bytes are no file of ours") }
        return try file.read(at: 0, count: Int(length))
    }

    /// Puts these bytes in its place, 0600; they are durable when this returns. Blocks on the disk.
    public func replace(with bytes: [UInt8]) throws(SystemError) {
        try fileSystem.createDirectory(directory)
        let fresh = beside(".new")
        do throws(SystemError) {
            try fileSystem.unlink(fresh)
        } catch {
            // What a crash has left is in the way; mostly there is nothing.
            if error.code != .noSuchFileOrDirectory { throw error }
        }
        let file = try fileSystem.open(fresh, .create)
        try file.write(bytes, at: 0)
        try file.sync()
        try fileSystem.rename(fresh, to: path)
        try fileSystem.syncDirectory(directory)
    }

    /// Renames it out of the way, and says to where.
    public func setAside() throws(SystemError) -> FilePath {
        let names = Set(try fileSystem.list(directory))
        let base = path.lastComponent?.string ?? ""
        let free = (1...).lazy.map { "\(base).damaged-\($0)" }.first { !names.contains($0) } ?? ""
        let aside = directory.appending(free)
        try fileSystem.rename(path, to: aside)
        try fileSystem.syncDirectory(directory)
        return aside
    }

    private var directory: FilePath { path.removingLastComponent() }

    private func beside(_ suffix: String) -> FilePath { FilePath(path.string + suffix) }
}
