internal import Glibc
internal import SystemPackage

/// An open file by its descriptor; all calls are positional, so any thread may make them.
final class LinuxFile: StorageFile {
    private let fd: Int32
    private let path: String

    init(fd: Int32, path: String) {
        (self.fd, self.path) = (fd, path)
    }

    deinit { close(fd) }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        var failure: SystemError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = pread(
                    fd,
                    buffer.baseAddress.map { $0 + filled },
                    count - filled,
                    off_t(offset) + off_t(filled)
                )
                if got == 0 { return }
                if got > 0 {
                    filled += got
                } else if errno != EINTR {
                    failure = SystemError(call: "pread", subject: path)
                    return
                }
            }
        }
        if let failure { throw failure }
        return bytes
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            written += try retrying("pwrite", path) {
                pwrite(fd, rest.baseAddress, rest.count, off_t(offset) + off_t(written))
            }
        }
    }

    func truncate(to length: UInt64) throws(SystemError) {
        try retrying("ftruncate", path) { ftruncate(fd, off_t(length)) }
    }

    func sync() throws(SystemError) {
        // Not retried on EINTR: a second call may succeed without having written (fsyncgate).
        if fdatasync(fd) != 0 { throw SystemError(call: "fdatasync", subject: path) }
    }

    func length() throws(SystemError) -> UInt64 {
        var status = stat()
        try retrying("fstat", path) { fstat(fd, &status) }
        return UInt64(status.st_size)
    }
}
