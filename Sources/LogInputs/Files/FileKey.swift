internal import LogModel
internal import SystemIO

/// A file identity that holds across boots: the key of its position in the log.
///
/// `st_dev` may change at each boot, so the file system's own number stands for it where there is one.
struct FileKey: Hashable {
    let fileSystem: UInt64
    let inode: UInt64
    /// ns since 1970; 0 where the file system does not know it.
    let birth: Int64

    private static let prefix = "file:"

    init(_ identity: FileIdentity, fileSystem: UInt64) {
        self.fileSystem = fileSystem == 0 ? identity.device : fileSystem
        (inode, birth) = (identity.inode, identity.birth)
    }

    /// `file:<file system, hex>-<inode>-<birth>`; nil for anything else.
    init?(text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        // A birth before 1970 has a minus sign of its own.
        let numbers = text.dropFirst(Self.prefix.count)
        let parts = numbers.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let fileSystem = UInt64(parts[0], radix: 16), let inode = UInt64(parts[1]),
            let birth = Int64(parts[2])
        else { return nil }
        (self.fileSystem, self.inode, self.birth) = (fileSystem, inode, birth)
    }

    /// The key as `InputPosition` has it.
    var text: String { "\(Self.prefix)\(String(fileSystem, radix: 16))-\(inode)-\(birth)" }
}
