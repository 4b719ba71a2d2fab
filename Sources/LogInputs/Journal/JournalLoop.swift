internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

/// The loop of the reader's thread: a turn for each source with entries, then a wait for more.
///
/// Archived sources are read to their ends one after the other, oldest first, so that a first start keeps the order of
/// time; a live one has its turn in between, so that a backfill never starves new lines.
struct JournalLoop: ~Copyable {
    private let reader: JournalReader
    private var files = JournalFiles()
    private var sources: [String: JournalSource] = [:]
    private var answered: UInt64
    /// When an unanswered demand for freshness was first seen.
    private var askedAt: ContinuousClock.Instant?
    private var watch: JournalWatch?
    private var lastScan = ContinuousClock.now
    /// Names or files have changed since the last scan.
    private var hasChanged = false
    /// Until then a file without a header may be one that journald is about to write.
    private var settlesAt = ContinuousClock.now
    private var mappingGuard: MappingGuard?
    private var said: Set<String> = []

    /// How often the directories are looked at when nothing tells that they changed.
    private static let scanInterval = Duration.seconds(1)
    /// How long journald may take to write the header of a file it has made, and how often that is looked for.
    private static let settleTime = Duration.seconds(1)
    private static let settleInterval = Duration.milliseconds(5)

    init(_ reader: JournalReader) {
        self.reader = reader
        answered = reader.port.demand().freshness
        for position in reader.positions {
            sources[position.sequenceID] = JournalSource(
                id: position.sequenceID,
                cursor: position.cursor,
                limits: reader.settings.limits,
                coredumpUID: reader.settings.coredumpUID
            )
        }
    }

    mutating func run() {
        do {
            mappingGuard = try MappingGuard()
        } catch {
            reader.logger.warning("a truncated journal file would end this process: \(error)")
        }
        do {
            watch = try JournalWatch()
        } catch {
            reader.logger.warning("new journal files are found once a second only: \(error)")
        }
        scan()
        while !reader.isStopped {
            let demand = reader.port.demand()
            guard let hasMore = takeTurns() else { return }
            report()
            if hasMore { continue }
            // Only now, with all read that the handles had: libsystemd lets go of a file that was moved, read or not.
            if hasChanged || .now - lastScan >= Self.scanInterval {
                settle()
                continue
            }
            answer(demand)
            wait(demand)
        }
    }

    /// Tells a query that waits for fresh entries that the present end was reached.
    ///
    /// journald takes a moment to write what it was sent: an end counts once it has stood for that long.
    private mutating func answer(_ demand: IngestDemand) {
        guard demand.freshness != answered else { return }
        let asked = askedAt ?? .now
        askedAt = asked
        guard .now - asked >= reader.settings.limits.writeDelay else { return }
        (answered, askedAt) = (demand.freshness, nil)
        reader.port.reachedEnd(demand.freshness)
    }

    /// Gives each source its turn; false when none had anything left, nil when the log takes no more.
    private mutating func takeTurns() -> Bool? {
        let live = sources.values.filter { $0.isLive && $0.fd != nil }
        let archived = sources.values.filter { !$0.isLive && $0.fd != nil && !$0.isAtEnd }
        let oldest = archived.min { firstTime($0) < firstTime($1) }
        var hasMore = false
        for source in live.sorted(by: { firstTime($0) < firstTime($1) }) + (oldest.map { [$0] } ?? []) {
            let batch = source.turn(now: reader.settings.now())
            if mappingGuard?.takeMark() == true {
                // Zeros were read in the place of what a file lost: begin again behind the last entry handed over.
                reopenAfterDamage(source)
                hasMore = true
                continue
            }
            if !batch.columns.isEmpty || !batch.positions.isEmpty {
                guard reader.port.submit(batch) else { return nil }
            }
            if !source.isAtEnd { hasMore = true } else if !source.isLive { source.close() }
        }
        return hasMore || archived.count > 1
    }

    private func firstTime(_ source: JournalSource) -> UInt64 { files.sources[source.id]?.firstTime ?? .max }

    /// Waits for entries: by short polls while somebody follows, else for libsystemd's word.
    private mutating func wait(_ demand: IngestDemand) {
        let handles = sources.values.compactMap(\.fd)
        var timeout = demand.isFollowed || askedAt != nil ? reader.settings.limits.pollInterval : Self.scanInterval
        if isSettling { timeout = min(timeout, Self.settleInterval) }
        let ready = Poll.wait([reader.waker.fd] + handles + (watch.map { [$0.fd] } ?? []), timeout: timeout)
        if ready[0] { reader.waker.drain() }
        hasChanged = ready.dropFirst().contains(true) || isSettling
    }

    /// Whether a file was found that journald may be about to make one of its own.
    private var isSettling: Bool { !files.unreadable.isEmpty && .now < settlesAt }

    /// Takes note of what has changed, and looks again at the files if names have.
    private mutating func settle() {
        hasChanged = false
        var mustScan = isSettling || .now - lastScan >= Self.scanInterval
        for source in sources.values where source.process() == .invalidated { mustScan = true }
        if watch?.takeChange() == true {
            mustScan = true
            settlesAt = .now + Self.settleTime
        }
        if mustScan { scan() }
    }

    /// Looks at the directories, and opens what is new or has changed.
    private mutating func scan() {
        lastScan = .now
        let settings = reader.settings
        let found = JournalFiles(in: settings.directories, machine: settings.machine)
        watch?.add(found.directories)
        for (path, reason) in found.unreadable where .now >= settlesAt && said.insert(path).inserted {
            reader.logger.warning("\(path): \(reason); its entries are not read")
        }
        for source in found.sources.values where isChanged(source) { open(source, found) }
        for source in sources.values where found.sources[source.id] == nil { vanished(source) }
        files = found
    }

    private func isChanged(_ source: JournalFiles.Source) -> Bool {
        guard let known = sources[source.id] else { return true }
        return known.files != source.files
    }

    private mutating func open(_ found: JournalFiles.Source, _ all: JournalFiles) {
        let settings = reader.settings
        if sources[found.id] == nil, let since = settings.since, !found.isLive,
            found.lastTime < UInt64(max(0, since.microseconds))
        {
            return
        }
        let source =
            sources[found.id]
            ?? JournalSource(
                id: found.id,
                cursor: nil,
                limits: settings.limits,
                coredumpUID: settings.coredumpUID
            )
        let start = JournalStart(
            since: settings.since,
            knownElsewhere: sources.values.filter { $0.id != found.id }.compactMap(\.cursor)
        )
        source.open(found, start: start, hasUnreadableFiles: !all.unreadable.isEmpty)
        if let error = source.lastError, said.insert(error).inserted { reader.logger.warning("journal: \(error)") }
        sources[found.id] = source
    }

    private func reopenAfterDamage(_ source: JournalSource) {
        source.close()
        source.rewind()
        source.noteDamage(now: reader.settings.now())
        guard let found = files.sources[source.id] else { return }
        source.open(found, start: JournalStart(since: reader.settings.since), hasUnreadableFiles: true)
    }

    /// A source without files is let go, and forgotten a while later.
    private mutating func vanished(_ source: JournalSource) {
        source.close()
        let keep = reader.settings.limits.keepVanished.components.seconds * 1_000_000
        let last = source.cursor.map { Int64(clamping: $0.realtime) } ?? 0
        guard reader.settings.now().microseconds - last > keep else { return }
        sources[source.id] = nil
        let position = InputPosition(input: JournalPosition.prefix + source.id, bytes: [])
        // A log that is closing forgets it the next time.
        _ = reader.port.submit(IngestBatch(positions: [position]))
    }

    private func report() {
        reader.report(
            sources.values.sorted { firstTime($0) < firstTime($1) }.map { source in
                InputStatus(
                    key: JournalPosition.prefix + source.id,
                    name: "journal",
                    position: source.cursor?.text ?? "",
                    lag: source.isAtEnd ? 0 : nil,
                    lastError: source.lastError,
                    eventsRead: source.eventsRead
                )
            }
        )
    }
}
