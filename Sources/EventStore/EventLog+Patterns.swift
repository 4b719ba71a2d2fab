public import LogModel
public import TextSearch

extension EventLog {
    /// Whether all the patterns are compiled. Never blocks.
    public func isPrepared(_ patterns: [TextPattern]) -> Bool { reader.patterns.isPrepared(patterns) }

    /// Compiles patterns, or tells why one cannot be. Blocks for milliseconds, a second at worst: not on event loops.
    public func prepare(_ patterns: [TextPattern]) throws(PatternError) { try reader.patterns.prepare(patterns) }

    /// A follow stream has these patterns: they are searched for together with all others'. They are prepared.
    public func patternsJoined(_ patterns: [TextPattern]) { reader.patterns.join(patterns) }

    /// It has ended.
    public func patternsLeft(_ patterns: [TextPattern]) { reader.patterns.leave(patterns) }

    /// Where among the indices of a block's events the first stands whose message matches.
    public func firstMatch(of pattern: TextPattern, in block: Block, among indices: [Int]) throws -> Int? {
        guard let first = indices.first, let last = indices.last else { return nil }
        var filter = EventFilter()
        filter.patterns = [pattern]
        let found = try reader.patterns.select(filter, in: block, range: first..<last + 1, mayCompile: true) ?? []
        let matches = Set(found.filter { !block.columns.kinds[$0].isGap })
        return indices.firstIndex { matches.contains($0) }
    }
}
