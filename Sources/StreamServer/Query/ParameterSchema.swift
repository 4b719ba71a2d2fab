/// What a parameter's value may be, as JSON Schema can say it.
enum ParameterSchema: Hashable, Sendable {
    /// gatewayd's booleans; nothing means yes.
    case boolean
    /// A number in this range.
    case number(ClosedRange<Int>)
    /// A number, or `all`.
    case lines
    /// An event ID.
    case eventID
    /// An event ID, `end`, or nothing.
    case resumePoint
    /// A field of the journal, but no address of an entry.
    case field
    /// One of these.
    case choice([String])
    /// Text of this grammar, of at most so many bytes.
    case text(TextGrammar, Int)
}
