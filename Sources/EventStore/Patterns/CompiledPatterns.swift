internal import LogModel
internal import TextSearch

/// Compiled patterns by what they were compiled from, up to a bound on their memory.
struct CompiledPatterns: Sendable {
    private let cache: BoundedCache<TextPattern, CompiledPattern>

    /// The bound in bytes; beyond, the half that was used least recently goes, and is compiled again when needed.
    init(memory: Int) {
        cache = BoundedCache(limit: memory)
    }

    /// The pattern if it is compiled.
    func known(_ pattern: TextPattern) -> CompiledPattern? { cache[pattern.included] }

    /// The pattern; compiles it if it is not. Blocks.
    func compiled(_ pattern: TextPattern) throws(PatternError) -> CompiledPattern {
        if let known = known(pattern) { return known }
        let made = try CompiledPattern(pattern.included)
        cache.insert(made, for: pattern.included, cost: made.byteCount)
        return made
    }
}
