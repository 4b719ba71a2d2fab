internal import CLinux
internal import Glibc
public import SystemPackage

/// A file open for reading by offset.
///
/// Closed when the last reference goes.
public final class ReadOnlyFile: Sendable {
    /// The path it was opened by; the file may have another name since.
    public let path: FilePath
    private let fd: Int32

    /// Opens without waiting for a FIFO's writer and without taking a terminal.
    public init(_ path: FilePath) throws(SystemError) {
        self.path = path
        let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY
        fd = try retrying("open", path.string) { path.withPlatformString { Glibc.open($0, flags) } }
    }

    deinit { close(fd) }

    /// A path that names this very file whatever happens to its name, for inotify_add_watch(2).
    public var ownPath: FilePath { FilePath("/proc/self/fd/\(fd)") }

    /// What the file is now.
    public func status() throws(SystemError) -> FileStatus {
        var found = clinux_file_status()
        let code = clinux_file_status(fd, nil, &found)
        guard code == 0 else { throw SystemError(call: "statx", code: Errno(rawValue: code), subject: path.string) }
        return FileStatus(found)
    }

    /// Fills the buffer from an offset; fewer bytes only at the end of the file.
    public func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let at = off_t(offset) + off_t(filled)
            let got = try retrying("pread", path.string) { pread(fd, rest.baseAddress, rest.count, at) }
            if got == 0 { break }
            filled += got
        }
        return filled
    }
}
