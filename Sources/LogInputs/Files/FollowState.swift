/// Where a file stands between its being written at its path and its being let go, decided without I/O.
///
/// ```
///           renamed, replaced, deleted      end reached        quiet            lateness
///   current ─────────────────────────▶ draining ───────▶ quiet ───────▶ late ───────▶ settled
///      ▲                                               (growth begins  (growth begins
///      └── back at its path, from any stage             it again)       it again)
/// ```
/// A writer keeps the renamed file open until it is told to reopen. So the successor is read only when the renamed file
/// has been read to its end and has not grown for `quiet`; lines that come later still are taken as they arrive. A
/// file that never stops growing holds its successor up for `lateness` after its end was first reached. While there
/// is something to read no time runs, so that back-pressure never ends the reading of a file. Times are those of one
/// monotonic clock.
struct FollowState: Hashable {
    /// The stages.
    enum Stage: Hashable {
        /// At its path, and followed.
        case current
        /// Read to its end before its successor: its end was not reached yet.
        case draining
        /// Its end was reached first at `since`, and last after a growth at `quietSince`.
        case quiet(since: Duration, quietSince: Duration)
        /// The successor is read; late lines are taken.
        case late(since: Duration)
        /// Not looked at any more.
        case settled
    }

    /// Where it stands.
    private(set) var stage = Stage.current
    /// Nobody can find it again by a name.
    private(set) var isDeleted = false
    private let quiet: Duration
    private let lateness: Duration

    init(quiet: Duration, lateness: Duration) {
        (self.quiet, self.lateness) = (quiet, lateness)
    }

    /// Whether the files after it in the order of rotation may be read.
    var releasesSuccessor: Bool {
        switch stage {
        case .current, .draining, .quiet: false
        case .late, .settled: true
        }
    }

    /// When `tick` has something to do.
    var deadline: Duration? {
        switch stage {
        case .current, .draining, .settled: nil
        case .quiet(let since, let quietSince): min(quietSince + quiet, since + lateness)
        case .late(let since): since + lateness
        }
    }

    /// Takes in where the file is now.
    mutating func see(_ place: FileLook.Place) {
        switch (place, stage) {
        case (.same, _):
            stage = .current
        case (.gone, _):
            isDeleted = true
            if stage == .current { stage = .draining }
        case (.renamedAway, .current), (.replaced, .current):
            stage = .draining
        case (.renamedAway, _), (.replaced, _):
            break
        }
    }

    /// Takes in that the file was read to its present end; `grew` when that gave something new.
    ///
    /// `unchanged` is how long it has had its contents and its name: a file that was rotated long ago is waited for no
    /// longer.
    mutating func reachedEnd(grew: Bool, unchanged: Duration, at now: Duration) {
        switch stage {
        case .draining:
            stage = .quiet(since: now, quietSince: now - unchanged)
        case .quiet(let since, _) where grew:
            stage = .quiet(since: since, quietSince: now)
        case .late where grew:
            stage = .late(since: now)
        default:
            break
        }
    }

    /// Takes in the time; true when the stage changed.
    ///
    /// Not to be called while there is something to read.
    mutating func tick(at now: Duration) -> Bool {
        guard let deadline, now >= deadline else { return false }
        switch stage {
        case .quiet: stage = .late(since: now)
        case .late: stage = .settled
        case .current, .draining, .settled: return false
        }
        return true
    }
}
