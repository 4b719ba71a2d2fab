internal import SystemIO
internal import SystemPackage

/// Notices that a journal directory has other files than before: libsystemd tells of new entries in the files it was
/// given, not of new files.
struct JournalWatch {
    private let notices: Inotify
    private var watched: Set<FilePath> = []

    init() throws(SystemError) {
        notices = try Inotify()
    }

    /// Readable when names have changed.
    var fd: Int32 { notices.fd }

    /// Watches directories that are not watched yet. One that cannot be is looked at by the clock alone.
    mutating func add(_ directories: [FilePath]) {
        for directory in directories where !watched.contains(directory) {
            let names: Inotify.Event.Mask = [.created, .movedFrom, .movedTo, .deleted, .onlyDirectory]
            if (try? notices.watch(directory, for: names)) != nil { watched.insert(directory) }
        }
    }

    /// Whether names have changed since the last call.
    mutating func takeChange() -> Bool {
        var ended = false
        // A queue that cannot be read is one more reason to look.
        let hadSome = (try? notices.drain { if $0.mask.contains(.ended) { ended = true } }) ?? true
        if ended { watched = [] }
        return hadSome
    }
}
