internal import LogModel
internal import Synchronization
internal import TextSearch

/// What is known of a sealed segment from its index: its blocks, and what can be told of them unread.
final class SegmentContents: Sendable {
    let blocks: [BlockInfo]
    let merged: SegmentIndex.Merged?
    /// The newest decisions on this segment's origins: they cost more than all else of passing over a block.
    private let decisions = Mutex<[OriginDecision]>([])

    private static let decisionLimit = 4
    /// The newest answers of the grams, none for patterns without a literal.
    private let answers = Mutex<[(patterns: [TextPattern], candidates: BlockSet?)]>([])

    init(blocks: [BlockInfo], merged: SegmentIndex.Merged?) {
        (self.blocks, self.merged) = (blocks, merged)
    }

    var byteCount: Int {
        blocks.count * MemoryLayout<BlockInfo>.stride + 64 + (merged?.tallies.byteCount ?? 0)
    }

    /// What a filter says of each origin; nil where the index does not tell them.
    func decision(_ filter: EventFilter) -> OriginDecision? {
        guard let merged else { return nil }
        if let known = decisions.withLock({ $0.first { $0.filter == filter } }) { return known }
        let fresh = OriginDecision(filter: filter, origins: merged.tallies.origins)
        decisions.withLock { decisions in
            decisions.insert(fresh, at: 0)
            if decisions.count > Self.decisionLimit { decisions.removeLast() }
        }
        return fresh
    }

    /// The blocks whose messages may match all patterns; nil where the index does not tell. Reads.
    func candidates(_ patterns: [TextPattern], in segment: Segment) throws -> BlockSet? {
        guard let grams = merged?.grams else { return nil }
        if let known = answers.withLock({ $0.first { $0.patterns == patterns } }) { return known.candidates }
        let literals = patterns.compactMap { RequiredLiteral($0)?.bytes }
        let fresh = literals.isEmpty ? nil : try grams.candidates(literals, in: segment)
        answers.withLock { answers in
            answers.insert((patterns, fresh), at: 0)
            if answers.count > Self.decisionLimit { answers.removeLast() }
        }
        return fresh
    }
}

/// Which origins pass a filter, and which gaps of theirs.
struct OriginDecision: Sendable {
    let filter: EventFilter
    private let events: [Bool]
    private let gaps: [Bool]
    private let bits: UInt16

    init(filter: EventFilter, origins: [Origin]) {
        self.filter = filter
        events = origins.map { filter.matches($0) }
        gaps = origins.map { filter.matchesGap(of: $0) }
        bits = filter.priorities?.bits ?? 0x1ff
    }

    /// Whether events of this tally may pass: times and contents apart, which are not looked at.
    @inline(__always)
    func passes(_ tally: BlockTallies.Tally) -> Bool {
        let origin = Int(tally.origin)
        return tally.kind.isGap ? gaps[origin] : events[origin] && tally.kind.priorityBit & bits != 0
    }
}
