internal import SystemIO
internal import SystemPackage

/// What is watched with inotify, and what its notices mean for the files.
///
/// Each followed file is watched by its inode, so that writes are seen under any name and through links; each directory
/// is watched for names only, so that busy neighbours cost nothing. Confined to the tailer's thread.
final class Notices {
    private let inotify: Inotify
    private var files: [Int32: TailedFile] = [:]
    private var directories: [Int32: Set<FilePath>] = [:]
    private var watched: Set<FilePath> = []
    /// First halves of renames whose second has not come.
    private var halves: [UInt32: FilePath] = [:]
    /// What a name was called first, before it was moved on, perhaps several times. Kept, since the file that a look
    /// finds under a name may be the next one already, and the notice that tells so still to come.
    private var origins: [FilePath: FilePath] = [:]

    /// What happened since the last time.
    struct Changes {
        /// Written to.
        var grown: [TailedFile] = []
        /// With fewer or more names, perhaps.
        var touched: [TailedFile] = []
        /// The inode is gone.
        var deleted: [TailedFile] = []
        /// Names that were moved somewhere.
        var moved: Set<FilePath> = []
        /// Names that came, went or changed.
        var paths: Set<FilePath> = []
        /// Names that were removed: with links, that is a rename that nobody tells of.
        var removed: Set<FilePath> = []
        /// Notices were lost, or a watched directory itself was moved: look at everything.
        var isIncomplete = false
    }

    private static let names: Inotify.Event.Mask = [
        .created, .deleted, .movedFrom, .movedTo, .attributes, .selfDeleted, .selfMoved, .onlyDirectory,
    ]

    init(_ inotify: Inotify) {
        self.inotify = inotify
    }

    /// The descriptor, for `Poll.wait`.
    var fd: Int32 { inotify.fd }

    /// Watches a file that is open, before its first read: what is written later is noticed.
    func watch(_ file: TailedFile, _ open: ReadOnlyFile) throws(SystemError) {
        let mask: Inotify.Event.Mask = [.modified, .attributes, .selfDeleted]
        let watch: Int32
        do throws(SystemError) {
            watch = try inotify.watch(open.ownPath, for: mask)
        } catch {
            // Without /proc the name has to do.
            guard error.code == .noSuchFileOrDirectory else { throw error }
            watch = try inotify.watch(open.path, for: mask)
        }
        files[watch] = file
        file.watch = watch
    }

    /// Ends a file's watch.
    func unwatch(_ file: TailedFile) {
        guard let watch = file.watch else { return }
        file.watch = nil
        if files.removeValue(forKey: watch) != nil { inotify.unwatch(watch) }
    }

    /// Watches a directory for names or, while it does not exist, its nearest parent that does.
    ///
    /// True when that is new.
    func watch(directory: FilePath) throws(SystemError) -> Bool {
        var place = directory
        while true {
            do throws(SystemError) {
                let watch = try inotify.watch(place, for: Self.names)
                watched.insert(place)
                return directories[watch, default: []].insert(place).inserted
            } catch {
                guard error.code == .noSuchFileOrDirectory || error.code == .notDirectory else { throw error }
                guard place.removeLastComponent() else { throw error }
            }
        }
    }

    /// Whether renames in a directory are told of.
    func areWatching(_ directory: FilePath) -> Bool { watched.contains(directory) }

    /// Takes what is queued.
    func take() throws(SystemError) -> Changes {
        var changes = Changes()
        _ = try inotify.drain { sort($0, into: &changes) }
        if halves.count > 1024 { halves.removeAll() }
        if changes.isIncomplete { origins.removeAll() }
        return changes
    }

    /// What the file with this name was called first, as far as notices told.
    func origin(of path: FilePath) -> FilePath? { origins[path] }

    private func sort(_ event: Inotify.Event, into changes: inout Changes) {
        if event.mask.contains(.overflow) {
            changes.isIncomplete = true
        } else if let file = files[event.watch] {
            sort(event.mask, of: file, into: &changes)
            if event.mask.contains(.ended) { files[event.watch] = nil }
        } else if let places = directories[event.watch] {
            if !event.mask.isDisjoint(with: [.selfDeleted, .selfMoved, .ended]) {
                changes.isIncomplete = true
                watched.subtract(places)
                if event.mask.contains(.ended) { directories[event.watch] = nil }
            }
            guard let name = event.name else { return }
            for place in places { sort(event, at: place.appending(name), into: &changes) }
        }
    }

    private func sort(_ mask: Inotify.Event.Mask, of file: TailedFile, into changes: inout Changes) {
        if mask.contains(.modified) { changes.grown.append(file) }
        if mask.contains(.attributes) { changes.touched.append(file) }
        if mask.contains(.selfDeleted) {
            changes.deleted.append(file)
            file.watch = nil
        }
    }

    private func sort(_ event: Inotify.Event, at path: FilePath, into changes: inout Changes) {
        changes.paths.insert(path)
        if event.mask.contains(.movedFrom) {
            halves[event.cookie] = origins.removeValue(forKey: path) ?? path
        } else if event.mask.contains(.movedTo), let start = halves.removeValue(forKey: event.cookie) {
            origins[path] = start
            changes.moved.insert(path)
        } else if event.mask.contains(.deleted) {
            changes.removed.insert(path)
            origins[path] = nil
        }
    }
}
