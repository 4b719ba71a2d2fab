internal import LogModel
internal import SystemIO
internal import SystemPackage

/// One file that is followed, by its identity.
///
/// Confined to the tailer's thread.
final class TailedFile {
    let identity: FileIdentity
    let key: FileKey
    let lineage: Lineage
    /// The order of rotation: when the file was made or, where that is unknown, last written, in ns since 1970.
    let age: Int64
    /// A name it has, or had last.
    var location: FilePath
    /// Open while it is read or likely to be soon.
    var file: ReadOnlyFile?
    /// Its inotify watch; nil when there was none to be had.
    var watch: Int32?
    var state: FollowState
    /// How much of it is in the log or on the way there.
    var check = ContentCheck()
    /// From the offset to here there is no line end.
    ///
    /// Spares searching a long unfinished line again at each growth.
    var scanned: UInt64 = 0
    /// How far it was seen to reach.
    var size: UInt64 = 0
    /// What it began with when it had to wait for older files: tells whether that is still there when it is read.
    var heldBack: ContentCheck?
    /// When the unfinished line at its end was first seen.
    var partialSince: Duration?
    /// Its unfinished line is to be given out as it is.
    var takesPartial = false
    /// It was found as what copy-truncate made: nobody writes to it.
    var isKnownCopy = false
    /// It was found in this round. What was rotated away before it came may have its notice only in the next, and is to
    /// be read first.
    var isFresh = true
    /// It waits for its turn.
    var isQueued = false
    /// Its position goes with the batch that is being gathered.
    var isInBatch = false
    /// It has been read since the tailer started, so that what it held is known.
    var wasRead = false
    /// When something of it was read last, by this tailer or the one before; at first, when it was found.
    var lastRead: Timestamp
    /// When it was first seen not to be at its path.
    var leftAt: Duration?
    /// Since when it could not be found under any name.
    var missingSince: Duration?
    /// When it was truncated last.
    var truncatedAt: Duration?
    var eventsRead: UInt64 = 0
    var lastError: String?
    /// Its number in the shared report.
    let slot: Int

    init(
        _ status: FileStatus,
        key: FileKey,
        at location: FilePath,
        lineage: Lineage,
        limits: FileLimits,
        slot: Int,
        now: Timestamp
    ) {
        identity = status.identity
        (self.slot, lastRead) = (slot, now)
        self.key = key
        self.location = location
        self.lineage = lineage
        age = identity.birth != 0 ? identity.birth : status.modified * 1000
        size = status.size
        state = FollowState(quiet: limits.quiet, lateness: limits.lateness)
    }

    /// Whether it was rotated before the other.
    ///
    /// Times of birth are no finer than some ms.
    func isOlder(than other: TailedFile) -> Bool {
        guard age == other.age else { return age < other.age }
        return RotatedName.isOlder(location.string, than: other.location.string)
    }

    /// Takes in where it is now.
    func see(_ place: FileLook.Place, at now: Duration) {
        state.see(place)
        leftAt = state.stage == .current ? nil : leftAt ?? now
    }

    /// How much of it was read, in bytes.
    var offset: UInt64 { check.offset }
    /// Whether copy-truncate made it: it is younger than the file at the path.
    var isCopy: Bool { isKnownCopy || lineage.current.map { $0.age < age } ?? false }
    /// Whether there was something to read when it was looked at last.
    var hasUnread: Bool { size > offset }
    /// Whether a partial last line waits.
    var hasPartial: Bool { scanned > offset }

    /// Begins again, after the contents were truncated.
    func restart(size: UInt64) {
        check = ContentCheck()
        (scanned, self.size) = (0, size)
        (partialSince, takesPartial, heldBack) = (nil, false, nil)
    }

    /// Continues where another left off, or where the log says.
    func resume(_ check: ContentCheck) {
        self.check = check
        scanned = check.offset
    }

    /// What the log keeps of it.
    func position(at now: Timestamp) -> FilePosition {
        var position = FilePosition(check: check, lastSeen: now, path: lineage.path)
        position.isSettled = state.releasesSuccessor && size <= offset
        return position
    }
}
