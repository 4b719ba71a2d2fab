internal import LogModel

/// A pass over the log, or over the events between two IDs, that counts: by the tallies of merged blocks where they tell
/// all, by origins, kinds and times where the filter or an ID cuts a block, by whole events only where the filter looks
/// at contents.
///
/// It goes in turns, so that other reads of the past get theirs.
struct LogAggregation: PastWork {
    private let reader: LogReader
    private let filter: EventFilter
    private let end: EventID
    private var position: EventID
    private(set) var target: Target
    private var segment: OriginCounts?
    private var openBlocks: [EventID]?

    enum Target: Sendable {
        case histogram(Histogram)
        case facets([FacetTable])
    }

    /// `position` and `end` are left out themselves.
    init(_ reader: LogReader, filter: EventFilter, after position: EventID = .zero, end: EventID, target: Target) {
        (self.reader, self.filter, self.target) = (reader, filter, target)
        (self.position, self.end) = (position, end)
    }

    /// What was counted, once all is.
    mutating func proceed() throws -> Target? { try run() ? target : nil }

    /// Goes on by a block; true when all is counted. Blocks on the disk.
    mutating func run() throws -> Bool {
        guard openBlocks == nil else { return try !settleNext() }
        if try !(filter.wantsContent ? selectNext() : countNext()) { finishBlocks() }
        return false
    }

    /// Events that pass a filter on contents, as a reader of the log gets them; false at the end.
    private mutating func selectNext() throws -> Bool {
        let place = Subscription(after: position, end: end, filter: filter, resuming: false)
        guard case .events(let match)? = try reader.selection(place, mayRead: true) else { return false }
        if let block = match.block { add(block.columns, match.indices, block.firstID) }
        position = match.through
        return true
    }

    /// The next block; false at the end.
    private mutating func countNext() throws -> Bool {
        guard position.next < end else { return false }
        let found: LogReader.Found
        switch try reader.find(after: position, mayRead: true) {
        case .head, .unread: return false
        case .lost(_, let through):
            position = through
            return true
        case .found(let next): found = next
        }
        guard found.firstID < end else { return false }
        if reader.mayMatch(found, filter), !addTallies(found) { addHeads(found) }
        position = found.lastID
        return true
    }

    /// Counts a block unread; false where its index does not tell enough.
    private mutating func addTallies(_ found: LogReader.Found) -> Bool {
        guard let place = found.place, let merged = place.contents.merged, position < found.firstID,
            found.lastID < end, let decision = place.contents.decision(filter.withoutContent)
        else { return false }
        let info = place.contents.blocks[place.index]
        guard filter.coversTimes(info) else { return false }
        if case .histogram(var histogram) = target {
            target = .facets([])
            defer { target = .histogram(histogram) }
            return histogram.add(info, merged.tallies[place.index], decision)
        }
        if segment?.contents !== place.contents {
            finishSegment()
            segment = OriginCounts(place.contents, merged.tallies)
        }
        segment?.add(block: place.index, decision)
        return true
    }

    /// Counts a block by its heads. One that is damaged has nothing to count.
    private mutating func addHeads(_ found: LogReader.Found) {
        guard let columns = reader.heads(found) else { return }
        let lower = position < found.firstID ? 0 : Int(position.rawValue - found.firstID.rawValue) + 1
        let upper = min(columns.count, Int(end.rawValue - found.firstID.rawValue))
        add(columns, filter.matches(in: columns, range: lower..<max(lower, upper)), found.firstID)
    }

    private mutating func add(_ columns: EventColumns, _ indices: [Int], _ firstID: EventID) {
        switch target {
        case .histogram(var histogram):
            target = .facets([])
            histogram.add(columns, indices)
            target = .histogram(histogram)
        case .facets(var tables):
            target = .facets([])
            Self.add(columns, indices, firstID, to: &tables)
            target = .facets(tables)
        }
    }

    private static func add(
        _ columns: EventColumns,
        _ indices: [Int],
        _ firstID: EventID,
        to tables: inout [FacetTable]
    ) {
        var counts = [(count: UInt64, first: Int, last: Int)](repeating: (0, 0, 0), count: columns.origins.count)
        var priorities = [UInt64](repeating: 0, count: 16)
        for index in indices where !columns.kinds[index].isGap {
            let origin = Int(columns.originIndexes[index])
            if counts[origin].count == 0 { counts[origin].first = index }
            counts[origin].count += 1
            counts[origin].last = index
            priorities[Int(columns.kinds[index].rawValue & 0x0f)] += 1
        }
        func edge(_ index: Int) -> FacetCounts.Edge {
            .init(
                id: EventID(unchecked: firstID.rawValue + UInt64(index)),
                time: Timestamp(microseconds: columns.times[index])
            )
        }
        for table in tables.indices {
            for priority in 0..<8 { tables[table].add(priority: priority, priorities[priority]) }
            for (origin, found) in counts.enumerated() where found.count > 0 {
                tables[table].add(columns.origins[origin], found.count, events: edge(found.first), edge(found.last))
            }
        }
    }

    private mutating func finishSegment() {
        guard let segment, case .facets(var tables) = target else { return }
        target = .facets([])
        segment.add(to: &tables)
        target = .facets(tables)
        self.segment = nil
    }

    private mutating func finishBlocks() {
        finishSegment()
        guard case .facets(let tables) = target else { return openBlocks = [] }
        openBlocks = tables.reduce(into: Set<EventID>()) { $0.formUnion($1.openBlocks) }.sorted()
    }

    /// Looks into a block for the first and last events of values; false when there is none left.
    private mutating func settleNext() throws -> Bool {
        guard let id = openBlocks?.popLast(), case .facets(var tables) = target else { return false }
        // What retention dropped meanwhile keeps the block's first ID for its edges.
        guard case .found(let found) = try reader.find(after: id.previous, mayRead: true), found.firstID == id,
            let columns = reader.heads(found)
        else { return true }
        target = .facets([])
        let upper = min(columns.count, Int(end.rawValue - id.rawValue))
        let indices = filter.matches(in: columns, range: 0..<upper)
        for table in tables.indices { tables[table].settle(id, columns, indices) }
        target = .facets(tables)
        return true
    }
}
