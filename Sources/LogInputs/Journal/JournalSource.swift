internal import LogModel

/// One source's entries in the order of their sequence numbers, each exactly once, and what is missing as gaps.
///
/// Invariants:
/// 1. `cursor` is that of the last entry handed over; the next one handed over is the entry after it.
/// 2. A seek to a cursor is verified: only if the entry found is the cursor's own is it passed over as already read.
///    Else it is new, and what stood between is lost.
/// 3. Within a source the numbers are dense while every file is readable: a hole is a loss of that many.
/// 4. `next` is called here alone.
final class JournalSource {
    let id: String
    private(set) var files: [String] = []
    private(set) var isLive = true
    private(set) var cursor: JournalCursor?
    private(set) var lastError: String?
    private(set) var eventsRead: UInt64 = 0
    /// How many events were read past libsystemd.
    private(set) var shortEvents: UInt64 = 0
    /// Nothing was left at the last look.
    private(set) var isAtEnd = false
    private var handle: JournalHandle?
    private var batch: JournalBatch
    private var lastCursor = ByteWriter(capacity: 256)
    private var lastSequence: UInt64?
    /// `cursor` and `lastSequence` before the last turn.
    private var before: (cursor: JournalCursor?, sequence: UInt64?)
    /// An entry that the handle stands at and that was not read yet.
    private var isOnUnread = false
    private var hasUnreadableFiles = false
    private var shortcut = JournalShortcut()
    /// Once a run past libsystemd was not what libsystemd has, there is no further one.
    private var mayShorten = true
    /// The number that libsystemd must come to after a run, if not a lesser one.
    private var upcoming = UInt64.max
    private let limits: JournalLimits

    init(id: String, cursor: JournalCursor?, limits: JournalLimits, coredumpUID: String?) {
        (self.id, self.cursor, self.limits) = (id, cursor, limits)
        lastSequence = cursor?.address.sequence
        before = (cursor, lastSequence)
        batch = JournalBatch(sequenceID: id, coredumpUID: coredumpUID, threshold: limits.fieldBytes + 1)
    }

    /// The descriptor to wait for, while the source is open.
    var fd: Int32? { handle?.fd }

    /// Opens the files, or opens them anew after they changed, at the last position. `start` places a source that was
    /// never read.
    func open(_ source: JournalFiles.Source, start: JournalStart, hasUnreadableFiles: Bool) {
        (files, isLive, self.hasUnreadableFiles) = (source.files, source.isLive, hasUnreadableFiles)
        (isAtEnd, isOnUnread, lastError) = (false, false, nil)
        handle = nil
        (shortcut, upcoming) = (JournalShortcut(), .max)
        do {
            let handle = try makeHandle(source.files)
            try place(handle, start)
            self.handle = handle
        } catch {
            lastError = error.description
        }
    }

    /// Lets the files go; the position stays.
    func close() {
        handle = nil
        shortcut = JournalShortcut()
    }

    /// Takes the last turn back: its batch was not handed over.
    func rewind() {
        (cursor, lastSequence) = before
    }

    /// What changed, as libsystemd saw it.
    func process() -> JournalHandle.Change { handle?.process() ?? .none }

    /// Reads until a batch is full or nothing is left. The batch may be empty.
    func turn(now: Timestamp) -> IngestBatch {
        guard let handle else {
            isAtEnd = true
            return IngestBatch()
        }
        before = (cursor, lastSequence)
        do {
            try read(handle, now: now)
        } catch {
            // The rest of this entry cannot be read; the next look goes on behind it.
            lastError = error.description
        }
        let columns = batch.take()
        eventsRead += UInt64(columns.count)
        guard cursor != before.cursor, let cursor else { return IngestBatch(columns: columns) }
        return IngestBatch(columns: columns, positions: [JournalPosition(sequenceID: id, cursor: cursor).position])
    }

    private func read(_ handle: JournalHandle, now: Timestamp) throws(JournalHandle.Failure) {
        lastCursor.truncate(to: 0)
        defer {
            if lastCursor.count > 0 { cursor = lastCursor.withBytes { JournalCursor($0) } ?? cursor }
        }
        var count = 0
        while hasRoom(count) {
            if shortcut.isOpen {
                guard let run = readRun(handle, room: limits.batchEvents - count) else { return }
                count += run
                guard hasRoom(count) else { break }
            }
            guard try next(handle) else {
                if upcoming != .max { giveUp() }
                return
            }
            let numbers = try handle.withCursor { text -> JournalCursor.Numbers? in
                lastCursor.truncate(to: 0)
                lastCursor.append(text)
                return JournalCursor.Numbers(text)
            }
            guard let numbers else { continue }
            guard numbers.address.sequence <= upcoming else { return giveUp() }
            upcoming = .max
            notice(numbers.address.sequence, now: now)
            try batch.append(handle, numbers)
            count += 1
        }
        if mayShorten { shortcut.batchFilled { JournalBacklog(files, sequenceID: id) } }
    }

    @inline(__always)
    private func hasRoom(_ count: Int) -> Bool {
        count < limits.batchEvents && batch.columns.contentBytes < limits.batchBytes
    }

    /// Moves to the entry after the last one that was read; false at the end.
    @inline(__always)
    private func next(_ handle: JournalHandle) throws(JournalHandle.Failure) -> Bool {
        if isOnUnread {
            isOnUnread = false
        } else if try !handle.next() {
            isAtEnd = true
            shortcut.endReached()
            return false
        }
        isAtEnd = false
        return true
    }

    /// Appends what can be read past libsystemd, and moves the handle there; the number of entries, or nil when
    /// libsystemd does not find its end: then the whole batch is given up and read anew.
    private func readRun(_ handle: JournalHandle, room: Int) -> Int? {
        guard !isOnUnread, let lastSequence else { return 0 }
        var run = JournalRun(next: lastSequence + 1, room: room, batchBytes: limits.batchBytes)
        guard shortcut.read(&run, into: &batch) else {
            giveUp()
            return nil
        }
        guard run.count > 0 else { return 0 }
        let text = run.last.cursor(sequenceID: id).text
        lastCursor.truncate(to: 0)
        // An error is no confirmation, and the reading that follows meets it again.
        guard (try? isConfirmed(text, handle)) == true else {
            giveUp()
            return nil
        }
        upcoming = run.upcoming
        lastCursor.append(utf8: text)
        shortEvents += UInt64(run.count)
        self.lastSequence = run.last.sequence
        return run.count
    }

    private func isConfirmed(_ cursor: String, _ handle: JournalHandle) throws(JournalHandle.Failure) -> Bool {
        try handle.seek(cursor: cursor)
        guard try handle.next() else { return false }
        return try handle.withCursor { $0.elementsEqual(cursor.utf8) }
    }

    /// Reads the batch anew, and from now on by libsystemd alone.
    ///
    /// In a damaged file it may be libsystemd's seek that fails, or ends elsewhere: so a new handle walks to the place.
    private func giveUp() {
        (mayShorten, isAtEnd, upcoming) = (false, false, .max)
        shortcut.refuse()
        lastCursor.truncate(to: 0)
        _ = batch.take()
        rewind()
        handle = nil
        do {
            let fresh = try makeHandle(files)
            try walk(fresh, to: lastSequence ?? 0)
            handle = fresh
        } catch {
            lastError = error.description
        }
    }

    private func walk(_ handle: JournalHandle, to sequence: UInt64) throws(JournalHandle.Failure) {
        try handle.seekHead()
        while try handle.next() {
            let found = try handle.withCursor { JournalCursor.Numbers($0)?.address.sequence ?? 0 }
            if found >= sequence {
                isOnUnread = found > sequence
                return
            }
        }
    }

    /// Appends a gap when numbers are missing before this one.
    @inline(__always)
    private func notice(_ sequence: UInt64, now: Timestamp) {
        if let last = lastSequence, sequence != last + 1 { lost(from: last, to: sequence, .corrupt, now) }
        lastSequence = sequence
    }

    private func lost(from last: UInt64, to sequence: UInt64, _ reason: Gap.Reason, _ now: Timestamp) {
        guard sequence > last else { return }
        let missed = hasUnreadableFiles ? nil : sequence - last - 1
        batch.append(gap: Gap(reason: gapReason ?? reason, missed: missed, input: "journal"), time: now)
        gapReason = nil
    }

    /// Why the entries before the present one are missing, when it is known.
    private var gapReason: Gap.Reason?

    /// Appends a gap whose extent nobody knows.
    func noteDamage(now: Timestamp) {
        batch.append(gap: Gap(reason: .corrupt, input: "journal"), time: now)
    }

    private func makeHandle(_ files: [String]) throws(JournalHandle.Failure) -> JournalHandle {
        do {
            return try JournalHandle(files: files, threshold: limits.fieldBytes + 1)
        } catch {
            // One file that libsystemd refuses must not hide the others.
            let (readable, refused) = sort(files)
            guard !readable.isEmpty else { throw error }
            hasUnreadableFiles = true
            lastError = refused.joined(separator: "; ")
            return try JournalHandle(files: readable, threshold: limits.fieldBytes + 1)
        }
    }

    private func sort(_ files: [String]) -> (readable: [String], refused: [String]) {
        var (readable, refused): ([String], [String]) = ([], [])
        for file in files {
            do {
                _ = try JournalHandle(files: [file], threshold: limits.fieldBytes + 1)
                readable.append(file)
            } catch {
                refused.append("\(file): \(error)")
            }
        }
        return (readable, refused)
    }

    private func place(_ handle: JournalHandle, _ start: JournalStart) throws(JournalHandle.Failure) {
        if let cursor { return try resume(handle, after: cursor) }
        for known in start.knownElsewhere where try find(known, handle) { return }
        if let since = start.since { try handle.seek(since: since) } else { try handle.seekHead() }
    }

    private func resume(_ handle: JournalHandle, after cursor: JournalCursor) throws(JournalHandle.Failure) {
        try handle.seek(cursor: cursor.text)
        guard try handle.next() else { return }
        if handle.isAt(cursor: cursor.text) { return }
        // The entry is gone, and what the handle stands at is the first that is left.
        isOnUnread = true
        gapReason = .vacuumed
    }

    /// Whether an entry read from another source stands here under another number (a flush to disk renumbers): then
    /// the handle stands at it, and goes on behind it.
    private func find(_ known: JournalCursor, _ handle: JournalHandle) throws(JournalHandle.Failure) -> Bool {
        try handle.seek(monotonic: known.address.monotonic, boot: known.boot)
        while try handle.next() {
            let found = try handle.withCursor { JournalCursor($0) }
            guard let found, found.boot == known.boot, found.address.monotonic == known.address.monotonic else {
                return false
            }
            if found.address.xorHash == known.address.xorHash {
                (cursor, lastSequence) = (found, found.address.sequence)
                return true
            }
        }
        return false
    }
}
