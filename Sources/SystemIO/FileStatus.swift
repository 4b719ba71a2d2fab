internal import CLinux
internal import Glibc
public import SystemPackage

/// What statx(2) tells of a file.
public struct FileStatus: Hashable, Sendable {
    /// Which file it is.
    public let identity: FileIdentity
    /// What it is.
    public let kind: Kind
    /// Its length in bytes.
    public let size: UInt64
    /// When its contents changed last, in µs since 1970.
    public let modified: Int64
    /// When its contents, mode or name changed last, in µs since 1970.
    public let changed: Int64
    /// How many names it has; 0 once it is deleted and only open descriptors hold it.
    public let links: UInt32

    /// What a path can name.
    public enum Kind: Sendable {
        /// A file with contents to read.
        case regular
        /// A directory.
        case directory
        /// A FIFO, socket or device.
        case other
    }

    /// The file that the path names, through symbolic links.
    public static func read(_ path: FilePath) throws(SystemError) -> FileStatus {
        var found = clinux_file_status()
        let code = path.withPlatformString { clinux_file_status(-1, $0, &found) }
        guard code == 0 else { throw SystemError(call: "statx", code: Errno(rawValue: code), subject: path.string) }
        return FileStatus(found)
    }

    /// The file system's own number, stable across boots on most; 0 where there is none or the path is gone.
    public static func fileSystemID(_ path: FilePath) -> UInt64 {
        path.withPlatformString { clinux_file_system_id(-1, $0) }
    }

    init(_ found: clinux_file_status) {
        identity = FileIdentity(device: found.device, inode: found.inode, birth: found.birth)
        kind =
            switch found.mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            default: .other
            }
        size = found.size
        modified = found.modified / 1000
        changed = found.changed / 1000
        links = found.links
    }
}
