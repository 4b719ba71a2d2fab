internal import LogModel
internal import Synchronization
internal import TextSearch

/// The patterns of all subscriptions at the head, compiled together in groups: one scan of a message tells of all the
/// patterns of a group, and what a block holds is asked for once however many subscriptions there are.
///
/// Groups are built in the background. Until its group is ready a pattern is evaluated on its own, so nothing waits for
/// it. A build takes the patterns that are in no group, and those of groups that are less than half full, so there are
/// at most twice as many groups as needed, and a pattern that comes and goes costs no more than its own share.
final class LivePatterns: Sendable {
    private let state = Mutex(State())
    private let cache: CompiledPatterns
    private let inBackground: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// Fewer patterns at once are as cheap on their own.
    private static let minimum = 4

    private struct State {
        var users: [TextPattern: Int] = [:]
        var places: [TextPattern: Place] = [:]
        /// In no group, and not about to be.
        var pending: Set<TextPattern> = []
        var isBuilding = false
    }

    private struct Place {
        let group: LiveGroup
        let number: Int
    }

    /// What a group's scan told of one pattern and one block.
    struct Found {
        /// The messages that match, ascending.
        let messages: [UInt32]
        /// Whether the block holds gaps, which pass in any case.
        let hasGaps: Bool

        /// Whether nothing of the block passes.
        var isEmpty: Bool { messages.isEmpty && !hasGaps }

        /// Of ascending indices those that match.
        func matching(_ indices: [Int]) -> [Int] {
            let wanted = Set(indices)
            return messages.lazy.map { Int($0) }.filter { wanted.contains($0) }
        }
    }

    init(cache: CompiledPatterns, inBackground: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
        (self.cache, self.inBackground) = (cache, inBackground)
    }

    /// How many groups are in use.
    var groupCount: Int { state.withLock { Set($0.places.values.map { ObjectIdentifier($0.group) }).count } }
    /// Patterns that are evaluated on their own as yet.
    var ungroupedCount: Int { state.withLock { $0.users.count - $0.places.count } }

    func join(_ patterns: [TextPattern]) {
        let mustBuild = state.withLock { state in
            for pattern in patterns {
                state.users[pattern, default: 0] += 1
                if state.users[pattern] == 1 { state.pending.insert(pattern) }
            }
            return Self.startsBuild(&state)
        }
        if mustBuild { inBackground { self.build() } }
    }

    func leave(_ patterns: [TextPattern]) {
        state.withLock { state in
            for pattern in patterns {
                guard let users = state.users[pattern] else { preconditionFailure("BUG: a pattern left twice") }
                state.users[pattern] = users == 1 ? nil : users - 1
                guard users == 1 else { continue }
                state.pending.remove(pattern)
                state.places.removeValue(forKey: pattern)
            }
        }
    }

    /// What a block holds of a pattern; nil where its group is not ready.
    func found(_ pattern: TextPattern, in block: Block, _ scratches: ScratchPool) -> Found? {
        guard let place = state.withLock({ $0.places[pattern] }) else { return nil }
        let result = place.group.result(for: block, scratches)
        return Found(messages: result.matches[place.number], hasGaps: result.hasGaps)
    }

    private static func startsBuild(_ state: inout State) -> Bool {
        guard !state.isBuilding, state.pending.count >= minimum else { return false }
        state.isBuilding = true
        return true
    }

    /// Builds groups until nothing is pending.
    private func build() {
        while let batch = state.withLock({ Self.take(&$0) }) {
            place(
                batch.compactMap { pattern in
                    // What cannot be compiled was refused when its subscription began.
                    try? cache.compiled(pattern)
                }
            )
        }
    }

    /// The patterns of the next group; nil, and the build is over, when there are none.
    private static func take(_ state: inout State) -> [TextPattern]? {
        guard state.pending.count >= minimum else {
            state.isBuilding = false
            return nil
        }
        var batch = Array(state.pending.prefix(PatternLimits.group))
        let sizes = Dictionary(grouping: state.places, by: { ObjectIdentifier($0.value.group) })
        for members in sizes.values.sorted(by: { $0.count < $1.count })
        where members.count < PatternLimits.group / 2 && batch.count + members.count <= PatternLimits.group {
            batch += members.map(\.key)
        }
        state.pending.subtract(batch)
        return batch
    }

    /// Has a new group answer for its patterns. Where they are too much together, for each half.
    private func place(_ patterns: [CompiledPattern]) {
        guard !patterns.isEmpty else { return }
        do throws(PatternError) {
            let group = LiveGroup(try PatternGroup(patterns))
            state.withLock { state in
                for (number, pattern) in patterns.enumerated() where state.users[pattern.pattern] != nil {
                    state.places[pattern.pattern] = Place(group: group, number: number)
                }
            }
        } catch {
            // One alone has been compiled before, and stays on its own.
            guard patterns.count > 1 else { return }
            place(Array(patterns[..<(patterns.count / 2)]))
            place(Array(patterns[(patterns.count / 2)...]))
        }
    }
}
