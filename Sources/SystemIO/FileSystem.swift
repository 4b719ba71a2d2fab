public import SystemPackage

/// The file system as the event log uses it: the seam at which tests record, cut and fail its operations.
public protocol FileSystem: Sendable {
    /// Opens a file; `create` makes it and fails if it exists.
    func open(_ path: FilePath, _ mode: StorageMode) throws(SystemError) -> any StorageFile
    /// Makes a directory and its parents, 0700; an existing one is kept.
    func createDirectory(_ path: FilePath) throws(SystemError)
    /// The names in a directory, in no order, without `.` and `..`.
    func list(_ directory: FilePath) throws(SystemError) -> [String]
    /// rename(2): atomic, and durable once the directory is synced.
    func rename(_ from: FilePath, to: FilePath) throws(SystemError)
    /// unlink(2).
    func unlink(_ path: FilePath) throws(SystemError)
    /// fsync(2) of a directory: its entries are durable.
    func syncDirectory(_ path: FilePath) throws(SystemError)
    /// Size and free bytes of the file system that holds the path.
    func space(_ path: FilePath) throws(SystemError) -> DiskSpace
}

/// How a file of the log is opened.
public enum StorageMode: Sendable {
    /// An existing file, to read.
    case read
    /// An existing file, to read and write.
    case write
    /// A new file, to read and write; 0600.
    case create
}

/// The size of a file system in bytes.
public struct DiskSpace: Hashable, Sendable {
    /// All of it.
    public var total: UInt64
    /// What an ordinary user may still take.
    public var free: UInt64

    /// Both figures.
    public init(total: UInt64, free: UInt64) {
        (self.total, self.free) = (total, free)
    }
}

/// An open file of the event log. Closed when the last reference goes.
public protocol StorageFile: AnyObject, Sendable {
    /// Bytes from an offset; fewer than asked only at the end of the file.
    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8]
    /// Writes all bytes at an offset, or throws; after a throw some may have been written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(SystemError)
    /// ftruncate(2).
    func truncate(to length: UInt64) throws(SystemError)
    /// fdatasync(2): on return, the contents are durable. After a throw nothing is known about what was written
    /// since the last success, and a second call may succeed without having written it.
    func sync() throws(SystemError)
    /// The length in bytes.
    func length() throws(SystemError) -> UInt64
}

extension StorageFile {
    /// Writes all bytes of an array.
    public func write(_ bytes: [UInt8], at offset: UInt64) throws(SystemError) {
        try bytes.span.withUnsafeBytes { (raw) throws(SystemError) in try write(raw, at: offset) }
    }
}
