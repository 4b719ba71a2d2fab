/// What a message has to hold, or must not hold: a condition of `grep`, `exclude` or `q`, as it was written.
///
/// What the expression means is TextSearch's; this is only its name, so that equal filters are equal.
public struct TextPattern: Hashable, Sendable {
    /// The expression or, when it is literal, the text itself; never empty.
    public let source: String
    /// Every character stands for itself.
    public let isLiteral: Bool
    /// Upper and lower case are the same: journalctl's smart case, decided by who made this.
    public let ignoresCase: Bool
    /// Events pass whose message does not match.
    public let isExcluded: Bool

    /// A condition.
    public init(_ source: String, isLiteral: Bool = false, ignoresCase: Bool, isExcluded: Bool = false) {
        (self.source, self.isLiteral) = (source, isLiteral)
        (self.ignoresCase, self.isExcluded) = (ignoresCase, isExcluded)
    }
}
