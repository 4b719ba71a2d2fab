internal import CLinux
internal import Glibc
public import SystemPackage

/// The right to write into a directory, held by one process at a time and dropped by the kernel when it ends.
public final class DirectoryLock: Sendable {
    private let fd: Int32

    /// The directory belongs to another running process.
    public struct Taken: Error, CustomStringConvertible {
        /// The directory.
        public let directory: FilePath
        /// The owner's process number, where it could be read.
        public let owner: String

        /// One sentence with the remedy.
        public var description: String {
            """
            \(directory): in use by another logcast (process \(owner)); stop it, or choose another directory \
            with --state DIR
            """
        }
    }

    /// Takes the lock on `directory/lock` and writes this process's number there.
    public init(_ directory: FilePath) throws {
        let path = directory.appending("lock")
        fd = try retrying("open", path.string) {
            path.withPlatformString { Glibc.open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        }
        let file = LinuxFile(fd: fcntl(fd, F_DUPFD_CLOEXEC, 0), path: path.string)
        let code = clinux_lock(fd)
        guard code == 0 else {
            let owner = String(decoding: try file.read(at: 0, count: 16), as: UTF8.self)
            guard code == EAGAIN || code == EACCES else {
                throw SystemError(call: "lock", code: Errno(rawValue: code), subject: path.string)
            }
            throw Taken(directory: directory, owner: owner.filter { $0.isNumber })
        }
        try file.truncate(to: 0)
        try Array("\(getpid())\n".utf8).withUnsafeBytes { try file.write($0, at: 0) }
    }

    deinit { close(fd) }
}
