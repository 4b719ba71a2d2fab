internal import LogModel
internal import Synchronization

/// What readers see of the log, changed by the committer alone, one short critical section at a time.
final class LogState: Sendable {
    private let contents: Mutex<Contents>
    private let hotLimit: Int
    /// How long each sync took, and how long events were under way.
    let (syncs, publishes) = (LatencyHistogram(), LatencyHistogram())

    private struct Contents {
        var entries: [SegmentEntry]
        var hot: [Block] = []
        var hotBytes = 0
        var head: EventID
        var lastID: EventID
        var commits: UInt64 = 0
        var events: UInt64 = 0
        var gaps: UInt64 = 0
        var waiting: String?
        var quarantined: [String] = []
    }

    /// Where the next events after a position are.
    enum Place {
        /// Nothing after it: at the head.
        case head(EventID)
        /// In memory.
        case hot(Block)
        /// In a segment, with the place of the block.
        case block(Segment, BlockInfo)
        /// In a sealed segment, whose index must be read first.
        case sealed(Segment, SegmentEntry.Span)
    }

    init(entries: [SegmentEntry], head: EventID, lastID: EventID, hotLimit: Int) {
        self.hotLimit = hotLimit
        contents = Mutex(Contents(entries: entries, head: head, lastID: lastID))
    }

    /// Makes a durable block visible.
    func publish(_ committed: LogWriter.Committed, nextID: EventID?) {
        let gaps = committed.block?.columns.kinds.count { $0.isGap } ?? 0
        contents.withLock { state in
            state.commits += 1
            if let sealed = committed.sealed { Self.seal(sealed, &state) }
            if state.entries.last?.segment !== committed.segment {
                state.entries.append(SegmentEntry(segment: committed.segment, span: nil, bytes: 0, blocks: []))
            }
            let last = state.entries.count - 1
            state.entries[last].bytes = committed.length
            guard let block = committed.block, let info = committed.info, let nextID else { return }
            state.entries[last].blocks?.append(info)
            state.entries[last].extend(by: info)
            state.hot.append(block)
            state.hotBytes += block.byteCount
            state.events += UInt64(block.columns.count)
            state.gaps += UInt64(gaps)
            (state.head, state.lastID) = (nextID, block.lastID)
            Self.cool(&state, limit: hotLimit)
        }
    }

    /// A sealed segment is read through its index on disk: its blocks need no memory.
    private static func seal(_ sealed: LogWriter.Sealed, _ state: inout Contents) {
        guard let index = state.entries.lastIndex(where: { $0.segment === sealed.segment }) else { return }
        state.entries[index].blocks = nil
        state.entries[index].bytes = sealed.length
    }

    /// Forgets the oldest hot blocks beyond the limit; a quarter more may stand, so that this is rare.
    private static func cool(_ state: inout Contents, limit: Int) {
        guard state.hotBytes > limit + limit / 4 else { return }
        var count = 0
        while state.hotBytes > limit, count < state.hot.count - 1 {
            state.hotBytes -= state.hot[count].byteCount
            count += 1
        }
        state.hot.removeFirst(count)
    }

    /// Where the first event after a position is.
    func place(after position: EventID) -> Place {
        contents.withLock { state in
            if position >= state.lastID { return .head(state.head) }
            if let first = state.hot.first, first.predecessorID <= position {
                return .hot(state.hot[state.hot.firstIndex(orderedBy: { $0.lastID > position })])
            }
            let entry = state.entries.first { $0.span.map { $0.lastID > position } ?? false }
            guard let entry else { return .head(state.head) }
            return Self.place(in: entry, after: position)
        }
    }

    /// Where the last event before an ID is; nil when there is none.
    func place(before end: EventID) -> Place? {
        contents.withLock { state in
            if let first = state.hot.first, first.firstID < end {
                return .hot(state.hot[state.hot.firstIndex(orderedBy: { $0.firstID >= end }) - 1])
            }
            let entry = state.entries.last { $0.span.map { $0.firstID < end } ?? false }
            guard let entry else { return nil }
            guard let blocks = entry.blocks else { return entry.span.map { .sealed(entry.segment, $0) } }
            let block = blocks.firstIndex(orderedBy: { $0.firstID >= end })
            return block > 0 ? .block(entry.segment, blocks[block - 1]) : nil
        }
    }

    private static func place(in entry: SegmentEntry, after position: EventID) -> Place {
        if entry.blocks == nil, let span = entry.span { return .sealed(entry.segment, span) }
        guard let blocks = entry.blocks else { preconditionFailure("BUG: a segment without events was searched") }
        return .block(entry.segment, blocks[blocks.firstIndex(orderedBy: { $0.lastID > position })])
    }

    /// The oldest retained ID and the next to be given, and the last ID before the oldest.
    var bounds: (oldest: EventID, head: EventID, beforeOldest: EventID) {
        contents.withLock { state in
            let span = state.entries.lazy.compactMap(\.span).first
            return (span?.firstID ?? state.head, state.head, span?.predecessorID ?? state.lastID)
        }
    }

    /// The earliest and the latest time of all events; zero while there are none.
    var times: ClosedRange<Timestamp> {
        contents.withLock { state in
            let spans = state.entries.compactMap(\.span)
            let least = spans.map(\.minimumTime).min() ?? 0
            let most = spans.map(\.maximumTime).max() ?? 0
            return Timestamp(microseconds: least)...Timestamp(microseconds: max(least, most))
        }
    }

    var candidates: [Retention.Candidate] {
        contents.withLock { state in
            state.entries.map { Retention.Candidate(bytes: $0.bytes, lastAppend: $0.span?.lastAppend ?? .max) }
        }
    }

    /// The segments in their order, as they are now.
    var entries: [SegmentEntry] { contents.withLock { $0.entries } }

    /// Whether these are still neighbours in the log.
    func holds(_ segments: [Segment]) -> Bool { contents.withLock { Self.range(of: segments, $0) != nil } }

    /// Shows a segment in the place of those it was made of; false when one of them is gone.
    func replace(_ segments: [Segment], with entry: SegmentEntry) -> Bool {
        contents.withLock { state in
            guard let range = Self.range(of: segments, state) else { return false }
            state.entries.replaceSubrange(range, with: [entry])
            return true
        }
    }

    private static func range(of segments: [Segment], _ state: Contents) -> Range<Int>? {
        guard let first = state.entries.firstIndex(where: { $0.segment === segments.first }),
            first + segments.count <= state.entries.count
        else { return nil }
        let range = first..<first + segments.count
        return zip(state.entries[range], segments).allSatisfy { $0.segment === $1 } ? range : nil
    }

    /// Takes the oldest segments out of sight; their files are the caller's to unlink.
    func drop(_ count: Int) -> [Segment] {
        contents.withLock { state in
            let dropped = state.entries.prefix(count)
            state.entries.removeFirst(count)
            if let oldest = state.entries.lazy.compactMap(\.span).first {
                let gone = state.hot.firstIndex(orderedBy: { $0.firstID >= oldest.firstID })
                state.hotBytes -= state.hot[..<gone].reduce(0) { $0 + $1.byteCount }
                state.hot.removeFirst(gone)
            }
            return dropped.map(\.segment)
        }
    }

    /// Sets why ingest waits; true when that is news.
    @discardableResult
    func setWaiting(_ reason: String?) -> Bool {
        contents.withLock { state in
            defer { state.waiting = reason }
            return (state.waiting == nil) != (reason == nil)
        }
    }

    func addQuarantined(_ finding: String) {
        contents.withLock { if !$0.quarantined.contains(finding) { $0.quarantined.append(finding) } }
    }

    /// What `LogStatus` shows of it.
    struct Figures {
        var bytes: UInt64
        var segments: Int
        var unmerged: Int
        var commits: UInt64
        var events: UInt64
        var gaps: UInt64
        var waiting: String?
        var quarantined: [String]
    }

    var figures: Figures {
        contents.withLock { state in
            Figures(
                bytes: state.entries.reduce(0) { $0 + $1.bytes },
                segments: state.entries.count,
                unmerged: state.entries.count { $0.isMergeable && !$0.isMerged },
                commits: state.commits,
                events: state.events,
                gaps: state.gaps,
                waiting: state.waiting,
                quarantined: state.quarantined
            )
        }
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first index from which on the predicate holds; the end when it never does.
    func firstIndex(orderedBy holds: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
