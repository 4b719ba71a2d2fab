internal import LogModel
internal import SystemIO
internal import SystemPackage

/// The names in a directory, by what they may be rotations of and by inode.
///
/// A name that moves while the directory is listed may be passed over. Two listings in a row with the same names for the
/// same inodes hold all: a file passed over by both was moved twice, and that moves others too.
struct DirectorySnapshot {
    private let directory: FilePath
    private var byBase: [String: Set<DirectoryEntry>] = [:]
    private var byInode: [UInt64: Set<FilePath.Component>] = [:]
    /// When names had changed last before it was listed; nil when a later change might bear the same time.
    private let changed: Int64?

    /// A file system's clock ticks every few ms only.
    private static let tick: Int64 = 20_000

    /// A directory that cannot be listed is empty; that was reported when it was to be watched.
    init(of directory: FilePath, at now: Timestamp) {
        self.directory = directory
        let changed = Self.changed(directory)
        self.changed = changed.flatMap { $0 < now.microseconds - Self.tick ? $0 : nil }
        for entry in (try? DirectoryEntry.list(directory)) ?? [] {
            byInode[entry.inode, default: []].insert(entry.name)
            for base in RotatedName.bases(of: entry.name.string) { byBase[base, default: []].insert(entry) }
        }
    }

    /// Whether no name has changed since before it was listed; false when that cannot be told.
    var isCurrent: Bool { changed != nil && changed == Self.changed(directory) }

    /// Whether the same files bear the names that rotation may have made of a path.
    func hasSameRotations(of path: FilePath, as other: Self) -> Bool {
        entries(of: path) == other.entries(of: path)
    }

    /// Whether the same files bear the same names, all of them.
    func hasSameNames(as other: Self) -> Bool { byInode == other.byInode }

    /// The paths that rotation may have made of this one.
    func rotations(of path: FilePath) -> [FilePath] {
        entries(of: path).map { directory.appending($0.name) }
    }

    /// The names of an inode of this file system, if it is one of this directory's.
    func names(ofInode inode: UInt64) -> [FilePath] {
        (byInode[inode] ?? []).map { directory.appending($0) }
    }

    private func entries(of path: FilePath) -> Set<DirectoryEntry> {
        path.lastComponent.flatMap { byBase[$0.string] } ?? []
    }

    private static func changed(_ directory: FilePath) -> Int64? {
        try? FileStatus.read(directory).modified
    }
}
