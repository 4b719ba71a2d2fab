/// Why an expression is none, or is none that can be searched for in linear time.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The end of a sentence that begins with the name of the parameter: what is wrong, where, and what to do.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// What PCRE has and this has not.
    static func unsupported(_ construct: String, _ text: String, at column: Int, instead: String) -> PatternError {
        PatternError("\(construct) `\(text)` at column \(column) is not supported; \(instead)")
    }

    /// What is no expression.
    static func malformed(_ what: String, at column: Int) -> PatternError {
        PatternError("\(what) at column \(column); a `\\` before a special character takes it literally")
    }
}
