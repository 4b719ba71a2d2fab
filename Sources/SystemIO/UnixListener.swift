internal import Glibc
internal import SystemPackage

/// Listening sockets in the file system.
public enum UnixListener {
    /// Another process listens at a path.
    public struct Taken: Error, CustomStringConvertible {
        /// The path.
        public let path: String

        /// One sentence with the remedy.
        public var description: String {
            "\(path): another program listens there; stop it, or choose another path with --socket PATH"
        }
    }

    /// Makes a socket at `path`, which nobody can connect to before it has its mode, and listens.
    ///
    /// A socket that is left over and that nobody listens at is replaced; anything else there stays. Throws `Taken`
    /// or `SystemError`. The descriptor is the caller's.
    public static func open(_ path: String, mode: UInt32) throws -> Int32 {
        let fd = try retrying("socket", path) { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0) }
        do {
            // bind(2) makes the file with the socket's own mode, so that none is needed after it.
            try retrying("fchmod", path) { fchmod(fd, mode) }
            if try bind(fd, path) == EADDRINUSE {
                try replaceStale(path)
                let code = try bind(fd, path)
                if code != 0 { throw SystemError(call: "bind", code: Errno(rawValue: code), subject: path) }
            }
            try retrying("listen", path) { listen(fd, 4096) }
            // bind(2) has cleared what the process's umask clears.
            try retrying("chmod", path) { chmod(path, mode) }
            return fd
        } catch {
            close(fd)
            throw error
        }
    }

    /// Removes the socket at `path`, if it is still there.
    public static func remove(_ path: String) {
        // Nothing depends on it: the next start replaces a stale one.
        unlink(path)
    }

    private static let flags = Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

    /// 0, or EADDRINUSE.
    private static func bind(_ fd: Int32, _ path: String) throws(SystemError) -> Int32 {
        let code = try withAddress(path) { Glibc.bind(fd, $0, $1) == 0 ? 0 : errno }
        guard code == 0 || code == EADDRINUSE else {
            throw SystemError(call: "bind", code: Errno(rawValue: code), subject: path)
        }
        return code
    }

    private static func replaceStale(_ path: String) throws {
        let probe = try retrying("socket", path) { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | flags, 0) }
        defer { close(probe) }
        let code = try withAddress(path) { connect(probe, $0, $1) == 0 ? 0 : errno }
        // A full backlog refuses with EAGAIN: somebody is there.
        if code == 0 || code == EAGAIN { throw Taken(path: path) }
        guard code == ECONNREFUSED else {
            throw SystemError(call: "connect", code: Errno(rawValue: code), subject: path)
        }
        var status = stat()
        try retrying("lstat", path) { lstat(path, &status) }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw SystemError(call: "bind", code: .fileExists, subject: path)
        }
        try retrying("unlink", path) { unlink(path) }
    }

    static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(SystemError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room, !bytes.isEmpty else {
            throw SystemError(call: "bind", code: .fileNameTooLong, subject: path)
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
