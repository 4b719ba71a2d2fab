internal import Glibc
public import SystemPackage

/// A name in a directory, with what readdir(3) tells of it without another call.
public struct DirectoryEntry: Hashable, Sendable {
    /// The name.
    public let name: FilePath.Component
    /// The inode's number.
    public let inode: UInt64
    /// Whether it may be a directory, or lead to one; false is certain.
    public let mayBeDirectory: Bool

    /// All entries of a directory, in no order, without `.` and `..`.
    public static func list(_ directory: FilePath) throws(SystemError) -> [DirectoryEntry] {
        guard let stream = directory.withPlatformString({ opendir($0) }) else {
            throw SystemError(call: "opendir", subject: directory.string)
        }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while let found = readdir(stream) {
            let name = withUnsafeBytes(of: &found.pointee.d_name) { bytes in
                bytes.baseAddress.flatMap { component($0) }
            }
            guard let name, name.kind == .regular else { continue }
            let kinds = [DT_DIR, DT_LNK, DT_UNKNOWN].map { UInt8($0) }
            let entry = DirectoryEntry(
                name: name,
                inode: UInt64(found.pointee.d_ino),
                mayBeDirectory: kinds.contains(found.pointee.d_type)
            )
            entries.append(entry)
        }
        return entries
    }

    private static func component(_ start: UnsafeRawPointer) -> FilePath.Component? {
        FilePath.Component(platformString: start.assumingMemoryBound(to: CChar.self))
    }
}
