internal import LogModel
internal import TextSearch

/// The patterns of all filters, compiled once, and what they find in blocks.
///
/// On event loops nothing is compiled: where a pattern is not, that is told, and asked for again on a history thread.
final class PatternLibrary: Sendable {
    let live: LivePatterns
    private let cache: CompiledPatterns
    private let scratches = ScratchPool()

    /// `memory` bounds the compiled patterns that are kept, in bytes; the groups of live ones come on top.
    /// `inBackground` runs what takes long.
    init(memory: Int, inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
        cache = CompiledPatterns(memory: memory)
        live = LivePatterns(cache: cache, inBackground: inBackground)
    }

    /// Whether all are compiled.
    func isPrepared(_ patterns: [TextPattern]) -> Bool { patterns.allSatisfy { cache.known($0) != nil } }

    /// Compiles those that are not. Blocks for milliseconds each, for a second at worst.
    func prepare(_ patterns: [TextPattern]) throws(PatternError) {
        for pattern in patterns { _ = try cache.compiled(pattern) }
    }

    /// A subscription that waits at the head has these patterns: they are compiled together with others'.
    func join(_ patterns: [TextPattern]) { live.join(patterns.map(\.included)) }

    /// It has ended.
    func leave(_ patterns: [TextPattern]) { live.leave(patterns.map(\.included)) }

    /// The events of a block that pass a filter, its patterns included; nil where `mayCompile` is false and one of
    /// them is not compiled.
    ///
    /// Gaps pass whatever the patterns: a loss is never hidden. An event without a message matches no pattern.
    func select(
        _ filter: EventFilter,
        in block: Block,
        range: Range<Int>,
        mayCompile: Bool
    ) throws(PatternError) -> [Int]? {
        guard !filter.patterns.isEmpty else { return filter.matches(in: block.columns, range: range) }
        var found: [LivePatterns.Found?] = []
        if !mayCompile {
            found = filter.patterns.map { live.found($0.included, in: block, scratches) }
            // Nearly all live greps end here: nothing of the block matches.
            let isBarren = zip(filter.patterns, found).contains { $0.isExcluded ? false : $1?.isEmpty ?? false }
            if isBarren { return [] }
        }
        var indices = filter.matches(in: block.columns, range: range)
        for (number, pattern) in filter.patterns.enumerated() where !indices.isEmpty {
            if number < found.count, let found = found[number] {
                indices = Self.merge(indices, block, pattern) { found.matching($0) }
                continue
            }
            guard let compiled = mayCompile ? try cache.compiled(pattern) : cache.known(pattern) else { return nil }
            indices = Self.merge(indices, block, pattern) { wanted in
                scratches.withScratch { compiled.matching(wanted, in: block.columns.messages, $0) }
            }
        }
        return indices
    }

    /// Whether any event of a block may match all patterns, or is a gap: what can be told from its messages end to end.
    /// Compiles.
    func mayMatch(_ patterns: [TextPattern], in packed: PackedBlock) throws(PatternError) -> Bool {
        let included = patterns.filter { !$0.isExcluded }
        // What does not fit together is found to be damaged when it is decoded.
        guard !included.isEmpty, let (hasGap, content) = packed.messages(), !hasGap else { return true }
        for pattern in included {
            let compiled = try cache.compiled(pattern)
            let isFound = content.bytes.withUnsafeBytes { bytes in
                let text = UnsafeRawBufferPointer(rebasing: bytes[content.range])
                return scratches.withScratch { compiled.mayMatch(within: text, $0) }
            }
            if !isFound { return false }
        }
        return true
    }

    /// Of ascending indices those that are gaps, or events that match as they should.
    private static func merge(
        _ indices: [Int],
        _ block: Block,
        _ pattern: TextPattern,
        matching: ([Int]) -> [Int]
    ) -> [Int] {
        let kinds = block.columns.kinds
        let isPlain = indices.allSatisfy { !kinds[$0].isGap && kinds[$0].hasMessage }
        let messages = isPlain ? indices : indices.filter { !kinds[$0].isGap && kinds[$0].hasMessage }
        let matches = matching(messages)
        if isPlain, !pattern.isExcluded { return matches }
        var rest = matches[...]
        return indices.filter { index in
            let isMatch = rest.first == index
            if isMatch { rest.removeFirst() }
            return kinds[index].isGap || isMatch != pattern.isExcluded
        }
    }
}

extension TextPattern {
    /// What is searched for, whether events with it are wanted or not.
    var included: TextPattern {
        isExcluded ? TextPattern(source, isLiteral: isLiteral, ignoresCase: ignoresCase) : self
    }
}
