/// Every bound on patterns: its unit, and what happens beyond it.
public enum PatternLimits {
    /// Bytes of one pattern; beyond, it is refused.
    public static let sourceBytes = 1000
    /// Patterns in one filter; beyond, the filter is refused.
    public static let patterns = 32
    /// The bounds of a repeat, as in `a{3,500}`; beyond, the pattern is refused.
    public static let repeats = 1000
    /// Groups within groups; beyond, the pattern is refused.
    static let depth = 50
    /// Positions of a pattern once its repeats are written out, a byte or a byte class each; beyond, it is refused.
    /// What compiling takes grows faster than they do, and nothing can stop it.
    static let positions = 1500
    /// Bytes of a compiled pattern; beyond, it is refused.
    public static let compiledBytes = 1 << 20
    /// Patterns compiled into one group of live patterns (measured: 1,000 at once take 0.9 s).
    public static let group = 250
}
