internal import Glibc
public import SystemPackage

/// What the process was started with.
public enum Environment {
    /// A variable that is set and not empty.
    public static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    /// The number of a user, or nil if there is none of that name.
    public static func userID(of name: String) -> UInt32? { getpwnam(name)?.pointee.pw_uid }

    /// The listening sockets that systemd handed over, by `LISTEN_PID` and `LISTEN_FDS` (sd_listen_fds(3)).
    ///
    /// Each is marked to be closed on exec. Empty when the variables are absent or meant for another process.
    public static func inheritedSockets() -> [Int32] {
        guard variable("LISTEN_PID") == String(getpid()), let count = variable("LISTEN_FDS").flatMap({ Int32($0) }),
            count > 0, count < 1024
        else { return [] }
        let first: Int32 = 3
        return (first..<first + count).filter { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }

    /// The first line of a small file, such as `/etc/machine-id`.
    public static func firstLine(of path: FilePath) -> String? {
        contents(of: path).map { String(decoding: $0.prefix { $0 != 0x0a }, as: UTF8.self) }
    }

    /// The first 4 KiB of a small file.
    public static func contents(of path: FilePath) -> [UInt8]? {
        // A missing file is an answer here.
        try? LinuxFileSystem().open(path, .read).read(at: 0, count: 4096)
    }

    /// A file of the time zone database (tzfile(5)), at most 64 KiB of it; `name` has no part that begins with a dot.
    public static func zoneFile(_ name: String) -> [UInt8]? {
        // A missing file is an answer here.
        try? LinuxFileSystem().open(FilePath("/usr/share/zoneinfo/\(name)"), .read).read(at: 0, count: 65_536)
    }

    /// Raises the limit on open files to what the process may have: each client is one.
    public static func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Writes bytes to standard error, whole if it can.
    public static func writeToStandardError(_ bytes: [UInt8]) {
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
