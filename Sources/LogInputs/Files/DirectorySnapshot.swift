internal import SystemIO
internal import SystemPackage

/// The names in a directory at one moment, by what they may be rotations of and by inode.
struct DirectorySnapshot {
    private let directory: FilePath
    private var byBase: [String: [DirectoryEntry]] = [:]
    private var byInode: [UInt64: [FilePath.Component]] = [:]

    /// A directory that cannot be listed is empty.
    init(of directory: FilePath) {
        self.directory = directory
        for entry in Self.entries(of: directory) {
            byInode[entry.inode, default: []].append(entry.name)
            for base in RotatedName.bases(of: entry.name.string) { byBase[base, default: []].append(entry) }
        }
    }

    /// A name that moves while the directory is listed may be passed over: then it is listed again, a few times.
    private static func entries(of directory: FilePath) -> Set<DirectoryEntry> {
        var entries: Set<DirectoryEntry> = []
        for _ in 0..<5 {
            // A directory that cannot be read was reported when it was to be watched.
            let before = try? FileStatus.read(directory).modified
            entries.formUnion((try? DirectoryEntry.list(directory)) ?? [])
            if (try? FileStatus.read(directory).modified) == before { break }
        }
        return entries
    }

    /// The files whose names rotation may have made of this path's, with their inodes.
    func rotations(of path: FilePath) -> [(path: FilePath, inode: UInt64)] {
        guard let name = path.lastComponent else { return [] }
        return (byBase[name.string] ?? []).map { (directory.appending($0.name), $0.inode) }
    }

    /// The names of an inode of this file system, if it is one of this directory's.
    func names(ofInode inode: UInt64) -> [FilePath] {
        (byInode[inode] ?? []).map { directory.appending($0) }
    }
}
