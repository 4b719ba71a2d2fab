internal import LogModel
internal import Synchronization
internal import TextSearch

/// Patterns compiled together, and what they found in the last blocks.
final class LiveGroup: Sendable {
    private let group: PatternGroup
    private let results = Mutex(Results())

    /// Blocks whose results are kept; a subscription that is further behind has the block scanned again.
    private static let kept = 64

    private struct Results {
        var byBlock: [EventID: BlockResult] = [:]
        var order: [EventID] = []
    }

    /// What a block holds.
    struct BlockResult: Sendable {
        /// For each pattern the messages that match, ascending.
        let matches: [[UInt32]]
        /// Whether there are gaps among its events.
        let hasGaps: Bool
    }

    init(_ group: PatternGroup) {
        self.group = group
    }

    /// What a block holds: scanned at the first question. Two loops that ask at once both scan.
    func result(for block: Block, _ scratches: ScratchPool) -> BlockResult {
        if let known = results.withLock({ $0.byBlock[block.firstID] }) { return known }
        let matches = scratches.withScratch { group.matches(in: block.columns.messages, $0) }
        let made = BlockResult(matches: matches, hasGaps: block.columns.kinds.contains(where: \.isGap))
        results.withLock { results in
            guard results.byBlock.updateValue(made, forKey: block.firstID) == nil else { return }
            results.order.append(block.firstID)
            guard results.order.count > Self.kept else { return }
            results.byBlock[results.order.removeFirst()] = nil
        }
        return made
    }
}
