internal import Glibc
internal import SystemPackage

/// Files that are read and written whole, such as keys and certificates.
public enum SmallFile {
    /// Bytes that are read at most.
    private static let limit = 1 << 20

    /// All of a file, or its first MiB. Throws `SystemError`.
    public static func read(_ path: String) throws(SystemError) -> [UInt8] {
        let file = try ReadOnlyFile(FilePath(path))
        var bytes = [UInt8](repeating: 0, count: limit)
        var failure: SystemError?
        let count = bytes.withUnsafeMutableBytes { buffer in
            do throws(SystemError) {
                return try file.read(at: 0, into: buffer)
            } catch {
                failure = error
                return 0
            }
        }
        if let failure { throw failure }
        return Array(bytes[..<count])
    }

    /// Whether there is such a file, or whatever else by this name.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Makes a file that nobody has, with this mode from its first moment on. Throws `SystemError`, EEXIST where there
    /// is one.
    public static func create(_ path: String, _ bytes: [UInt8], mode: UInt32) throws(SystemError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let fd = try retrying("open", path) { Glibc.open(path, flags, mode) }
        defer { close(fd) }
        var written = 0
        while written < bytes.count {
            written += try retrying("write", path) {
                bytes.withUnsafeBytes { Glibc.write(fd, $0.baseAddress.map { $0 + written }, bytes.count - written) }
            }
        }
    }
}
