internal import SystemIO
internal import SystemPackage

/// The names in a directory at one moment, by what they may be rotations of and by inode.
struct DirectorySnapshot {
    private let directory: FilePath
    private var byBase: [String: [FilePath.Component]] = [:]
    private var byInode: [UInt64: [FilePath.Component]] = [:]

    /// A directory that cannot be listed is empty.
    init(of directory: FilePath) {
        self.directory = directory
        // A directory that cannot be listed was reported when it was to be watched.
        for entry in (try? DirectoryEntry.list(directory)) ?? [] {
            byInode[entry.inode, default: []].append(entry.name)
            for base in RotatedName.bases(of: entry.name.string) { byBase[base, default: []].append(entry.name) }
        }
    }

    /// The files whose names rotation may have made of this path's.
    func rotations(of path: FilePath) -> [FilePath] {
        guard let name = path.lastComponent else { return [] }
        return (byBase[name.string] ?? []).map { directory.appending($0) }
    }

    /// The names of an inode of this file system, if it is one of this directory's.
    func names(ofInode inode: UInt64) -> [FilePath] {
        (byInode[inode] ?? []).map { directory.appending($0) }
    }
}
