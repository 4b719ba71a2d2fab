internal import Glibc
public import SystemPackage

/// The real file system.
public struct LinuxFileSystem: FileSystem {
    /// There is one.
    public init() {}

    /// open(2) with O_CLOEXEC.
    public func open(_ path: FilePath, _ mode: StorageMode) throws(SystemError) -> any StorageFile {
        let flags: Int32 =
            switch mode {
            case .read: O_RDONLY
            case .write: O_RDWR
            case .create: O_RDWR | O_CREAT | O_EXCL
            }
        let fd = try retrying("open", path.string) {
            path.withPlatformString { Glibc.open($0, flags | O_CLOEXEC, 0o600) }
        }
        return LinuxFile(fd: fd, path: path.string)
    }

    /// mkdir(2) for each missing part.
    public func createDirectory(_ path: FilePath) throws(SystemError) {
        if path.withPlatformString({ mkdir($0, 0o700) }) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, !path.removingLastComponent().isEmpty, path.lastComponent != nil else {
            throw SystemError(call: "mkdir", subject: path.string)
        }
        try createDirectory(path.removingLastComponent())
        if path.withPlatformString({ mkdir($0, 0o700) }) != 0, errno != EEXIST {
            throw SystemError(call: "mkdir", subject: path.string)
        }
    }

    /// readdir(3).
    public func list(_ directory: FilePath) throws(SystemError) -> [String] {
        guard let stream = directory.withPlatformString({ opendir($0) }) else {
            throw SystemError(call: "opendir", subject: directory.string)
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// rename(2).
    public func rename(_ from: FilePath, to: FilePath) throws(SystemError) {
        let result = from.withPlatformString { old in to.withPlatformString { new in Glibc.rename(old, new) } }
        if result != 0 { throw SystemError(call: "rename", subject: from.string) }
    }

    /// unlink(2).
    public func unlink(_ path: FilePath) throws(SystemError) {
        if path.withPlatformString({ Glibc.unlink($0) }) != 0 {
            throw SystemError(call: "unlink", subject: path.string)
        }
    }

    /// fsync(2) of the directory.
    public func syncDirectory(_ path: FilePath) throws(SystemError) {
        let fd = try retrying("open", path.string) {
            path.withPlatformString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        }
        defer { close(fd) }
        try retrying("fsync", path.string) { fsync(fd) }
    }

    /// statvfs(3).
    public func space(_ path: FilePath) throws(SystemError) -> DiskSpace {
        var status = statvfs()
        if path.withPlatformString({ statvfs($0, &status) }) != 0 {
            throw SystemError(call: "statvfs", subject: path.string)
        }
        let unit = UInt64(status.f_frsize)
        return DiskSpace(total: UInt64(status.f_blocks) * unit, free: UInt64(status.f_bavail) * unit)
    }
}
