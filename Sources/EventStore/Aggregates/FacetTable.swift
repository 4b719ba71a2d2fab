internal import LogModel

/// The counts of one facet while they are made.
struct FacetTable: Sendable {
    let facet: Facet
    private let wantsEdges: Bool
    private var groups: [String: Group] = [:]
    /// Whether events of more than `valueLimit` values came.
    private var overflowed = false

    /// Values told apart; events of further ones are left out, and the answer says so.
    static let valueLimit = 100_000

    private struct Group {
        var count: UInt64 = 0
        var first: Edge?
        var last: Edge?
    }

    private enum Edge {
        case event(FacetCounts.Edge)
        /// In the block that begins with this ID and time; which of its events is looked up at the end.
        case block(FacetCounts.Edge)

        var place: FacetCounts.Edge {
            switch self {
            case .event(let edge), .block(let edge): edge
            }
        }
    }

    init(_ facet: Facet, wantsEdges: Bool) {
        (self.facet, self.wantsEdges) = (facet, wantsEdges)
    }

    /// Counts events of one origin, seen in a segment's blocks from the one to the other.
    mutating func add(_ origin: Origin, _ count: UInt64, first: FacetCounts.Edge, last: FacetCounts.Edge) {
        for value in facet.values(of: origin) { add(value, count, .block(first), .block(last)) }
    }

    /// Counts events of a priority.
    mutating func add(priority: Int, _ count: UInt64) {
        guard facet == .priority, priority < 8, count > 0 else { return }
        groups[String(priority), default: Group()].count += count
    }

    /// Counts events of one origin whose first and last are known.
    mutating func add(_ origin: Origin, _ count: UInt64, events first: FacetCounts.Edge, _ last: FacetCounts.Edge) {
        for value in facet.values(of: origin) { add(value, count, .event(first), .event(last)) }
    }

    private mutating func add(_ value: String, _ count: UInt64, _ first: Edge, _ last: Edge) {
        guard groups.count < Self.valueLimit || groups[value] != nil else {
            overflowed = true
            return
        }
        var group = groups[value] ?? Group()
        group.count += count
        if wantsEdges {
            if group.first.map({ first.place.id < $0.place.id }) ?? true { group.first = first }
            if group.last.map({ last.place.id >= $0.place.id }) ?? true { group.last = last }
        }
        groups[value] = group
    }

    /// The blocks, by first ID, that must be looked into for edges.
    var openBlocks: Set<EventID> {
        var result: Set<EventID> = []
        for group in groups.values {
            for case .block(let edge)? in [group.first, group.last] { result.insert(edge.id) }
        }
        return result
    }

    /// Settles the edges that lie in a block from those of its events that pass.
    mutating func settle(_ block: EventID, _ columns: EventColumns, _ indices: [Int]) {
        let values = columns.origins.map { facet.values(of: $0) }
        var (firsts, lasts): ([String: Int], [String: Int]) = ([:], [:])
        for index in indices where !columns.kinds[index].isGap {
            for value in values[Int(columns.originIndexes[index])] {
                if firsts[value] == nil { firsts[value] = index }
                lasts[value] = index
            }
        }
        func edge(_ index: Int) -> Edge {
            let time = Timestamp(microseconds: columns.times[index])
            return .event(.init(id: EventID(unchecked: block.rawValue + UInt64(index)), time: time))
        }
        for (value, index) in firsts {
            if case .block(let open)? = groups[value]?.first, open.id == block { groups[value]?.first = edge(index) }
        }
        for (value, index) in lasts {
            if case .block(let open)? = groups[value]?.last, open.id == block { groups[value]?.last = edge(index) }
        }
    }

    /// The most frequent values.
    func counts(limit: Int) -> FacetCounts {
        let sorted = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        let values = sorted.prefix(limit).map { value, group in
            FacetCounts.Value(value: value, count: group.count, first: group.first?.place, last: group.last?.place)
        }
        return FacetCounts(values: values, distinct: groups.count, isCut: overflowed || groups.count > limit)
    }
}
