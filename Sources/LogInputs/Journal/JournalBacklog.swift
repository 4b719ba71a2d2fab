internal import LogModel

/// A source's entries while there are many: read from the files themselves, where that is simple, and at several times
/// libsystemd's speed.
///
/// libsystemd stays the authority: it places the source, follows its end, and reads all that is not simple. What is
/// taken from here holds because of four rules.
/// 1. Entries are taken only in dense numbers after the last one: then nothing can stand between two of them, and the
///    numbers alone are the order of all the source's files, which is libsystemd's order too.
/// 2. Where anything is odd (a hole, a number twice, a compressed or damaged field, an object of an unknown form) the
///    run ends before that entry, and libsystemd goes on.
/// 3. The caller lets libsystemd seek the last entry of each run, and drops the run unless it finds that very cursor,
///    and then the number that is upcoming here.
/// 4. One file that is not understood, or damaged, and nothing of the source is read from here.
struct JournalBacklog {
    private let sequenceID: String
    /// Files that the numbers have not come to, the next one last.
    private var waiting: [Waiting] = []
    private var files: [JournalBacklogFile] = []

    private struct Waiting {
        let path: String
        /// The number of its first entry.
        let head: UInt64
    }

    /// The files of a source; nil when one of them is not understood.
    init?(_ paths: [String], sequenceID: String) {
        self.sequenceID = sequenceID
        for path in paths {
            guard let file = JournalBacklogFile(path, sequenceID: sequenceID), file.seek(to: 0) else { return nil }
            // A file that is written to may get another name; an archived one keeps its own.
            guard file.isArchived else {
                files.append(file)
                continue
            }
            if let head = file.pending { waiting.append(Waiting(path: path, head: head)) }
        }
        waiting.sort { $0.head > $1.head }
    }

    /// What the files turned out to be.
    enum Condition {
        case sound
        /// One was removed meanwhile; libsystemd still has it.
        case incomplete
        case damaged
    }

    /// Appends what comes after an entry, as far as the rules allow.
    mutating func read(_ run: inout JournalRun, into batch: inout JournalBatch) -> Condition {
        for file in files {
            guard file.refresh() else { return .damaged }
        }
        var isOver = false
        while true {
            guard openDue(run.next) else {
                run.upcoming = .max
                return .incomplete
            }
            guard let (file, limit) = next(run.next) else { return .damaged }
            run.upcoming = file == nil ? limit : run.next
            guard !isOver, run.room > 0, let file else { return .sound }
            let before = run.count
            // Once more around, for what is upcoming.
            isOver = !file.read(&run, below: limit, into: &batch) || run.count == before
        }
    }

    /// Opens the files that the numbers have come to; false when one is not there.
    private mutating func openDue(_ sequence: UInt64) -> Bool {
        while let due = waiting.last, due.head <= sequence {
            guard let file = JournalBacklogFile(due.path, sequenceID: sequenceID) else { return false }
            waiting.removeLast()
            files.append(file)
        }
        return true
    }

    /// The file whose turn it is, if its next entry has this number and no other has it too, and the first number that
    /// another file has; nil when one cannot be read.
    private mutating func next(_ sequence: UInt64) -> (JournalBacklogFile?, limit: UInt64)? {
        var found: JournalBacklogFile?
        var limit = waiting.last?.head ?? .max
        for file in files {
            guard file.seek(to: sequence) else { return nil }
            guard let pending = file.pending else { continue }
            if pending == sequence, found == nil { found = file } else { limit = min(limit, pending) }
        }
        files.removeAll { $0.isDone }
        return (limit > sequence ? found : nil, limit)
    }
}
