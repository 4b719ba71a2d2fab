/// When a source is read past libsystemd: while it has a backlog, and as long as that pays.
struct JournalShortcut {
    private var state = State.closed
    /// What the runs so far have saved over what they cost, in entries.
    private var credit = creditAtFirst

    private enum State {
        /// Nothing was left at the last look, or nobody knows yet.
        case closed
        case open(JournalBacklog)
        /// Runs were short: not before so many turns.
        case resting(turns: Int)
        /// A file is not understood.
        case refused
    }

    /// What one run costs, most of it libsystemd's seek behind it, and what is risked before it rests.
    private static let runCost = 64
    private static let creditAtFirst = 512
    private static let creditLimit = 8192
    /// A field that is read by itself costs as much as a half of an entry by libsystemd.
    private static let missesPerEntry = 2
    private static let restTurns = 16

    /// Whether a run may be tried.
    var isOpen: Bool {
        if case .open = state { true } else { false }
    }

    /// Appends a run to the batch; false when the files are damaged.
    mutating func read(_ run: inout JournalRun, into batch: inout JournalBatch) -> Bool {
        guard case .open(var backlog) = state else { return true }
        // Let go of first: else changing it would copy it.
        state = .closed
        let condition = backlog.read(&run, into: &batch)
        credit = min(credit + run.count - Self.runCost - run.misses / Self.missesPerEntry, Self.creditLimit)
        if condition != .sound {
            state = .refused
        } else if credit < 0 {
            (state, credit) = (.resting(turns: Self.restTurns), Self.creditAtFirst)
        } else {
            state = .open(backlog)
        }
        return condition != .damaged
    }

    /// A batch was filled, and there is more: a backlog.
    mutating func batchFilled(_ makeBacklog: () -> JournalBacklog?) {
        switch state {
        case .open, .refused: break
        case .resting(let turns) where turns > 1: state = .resting(turns: turns - 1)
        case .resting, .closed: state = makeBacklog().map { .open($0) } ?? .refused
        }
    }

    /// Nothing is left: the files are let go.
    mutating func endReached() {
        if isOpen { state = .closed }
    }

    /// What was read was not libsystemd's.
    mutating func refuse() { state = .refused }
}
