internal import LogModel

/// The counts of one segment's origins, gone through block by block, before they are added up by value.
struct OriginCounts {
    let contents: SegmentContents
    private let tallies: BlockTallies
    private var counts: [UInt64]
    private var firsts: [FacetCounts.Edge?]
    private var lasts: [FacetCounts.Edge?]
    private(set) var priorities = [UInt64](repeating: 0, count: 16)

    init(_ contents: SegmentContents, _ tallies: BlockTallies) {
        (self.contents, self.tallies) = (contents, tallies)
        counts = [UInt64](repeating: 0, count: tallies.origins.count)
        firsts = [FacetCounts.Edge?](repeating: nil, count: tallies.origins.count)
        lasts = firsts
    }

    mutating func add(block: Int, _ decision: OriginDecision) {
        let info = contents.blocks[block]
        let edge = FacetCounts.Edge(id: info.firstID, time: Timestamp(microseconds: info.minimumTime))
        for tally in tallies[block] where !tally.kind.isGap && decision.passes(tally) {
            let origin = Int(tally.origin)
            counts[origin] += UInt64(tally.count)
            priorities[Int(tally.kind.rawValue & 0x0f)] += UInt64(tally.count)
            if firsts[origin] == nil { firsts[origin] = edge }
            lasts[origin] = edge
        }
    }

    /// Adds the counts to tables.
    func add(to tables: inout [FacetTable]) {
        for table in tables.indices {
            for priority in 0..<8 { tables[table].add(priority: priority, priorities[priority]) }
            for origin in counts.indices where counts[origin] > 0 {
                guard let first = firsts[origin], let last = lasts[origin] else { continue }
                tables[table].add(tallies.origins[origin], counts[origin], first: first, last: last)
            }
        }
    }
}
