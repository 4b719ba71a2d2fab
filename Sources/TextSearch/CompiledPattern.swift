public import LogModel

/// A pattern ready to search with. Immutable; any number of threads may use it, each with a `Scratch` of its own.
///
/// Time is linear in the text, whatever the pattern. Compiling blocks for milliseconds, or for a second at worst.
public final class CompiledPattern: Sendable {
    /// What it was compiled from; whether that excludes is not looked at here.
    public let pattern: TextPattern
    /// Tells whether one message matches.
    let exact: Database
    /// What `exact` was compiled from.
    let text: String
    /// Finds where, in messages end to end, one may match: matches wherever `exact` does, and across messages, and
    /// where a place (`^`, `\b`) is not what it has to be. Nil where only message by message will do.
    let candidates: Database?
    /// Messages that are not UTF-8 have to be repaired first.
    let needsRepair: Bool

    /// The memory it takes in bytes.
    public var byteCount: Int { exact.byteCount + (candidates?.byteCount ?? 0) + text.utf8.count }

    /// Compiles. The error is the end of a sentence that begins with the parameter's name.
    public init(_ pattern: TextPattern) throws(PatternError) {
        self.pattern = pattern
        let expression = try Self.expression(pattern)
        guard expression.positions <= PatternLimits.positions else {
            throw PatternError(
                "the pattern is too large with its repeats written out; use `*` for long ones, and fewer alternatives"
            )
        }
        let writer = PatternWriter(expression)
        (text, needsRepair) = (writer.text, writer.needsRepair)
        exact = try Database([text], reports: .texts)
        let relaxed = expression.withoutAssertions
        candidates = relaxed.isNullable ? nil : try? Database([PatternWriter(relaxed).text], reports: .ends)
        guard byteCount <= PatternLimits.compiledBytes else {
            throw PatternError(
                "the pattern takes more than \(PatternLimits.compiledBytes >> 10) KiB compiled; simplify it"
            )
        }
    }

    /// What a pattern means.
    static func expression(_ pattern: TextPattern) throws(PatternError) -> Expression {
        guard !pattern.source.isEmpty else { throw PatternError("the pattern is empty; give what to look for") }
        guard pattern.source.utf8.count <= PatternLimits.sourceBytes else {
            throw PatternError("the pattern is longer than \(PatternLimits.sourceBytes) bytes; give a shorter one")
        }
        guard pattern.isLiteral else {
            return try PatternParser.parse(pattern.source, ignoresCase: pattern.ignoresCase)
        }
        let parser = PatternParser("", ignoresCase: pattern.ignoresCase)
        return .sequence(pattern.source.unicodeScalars.map { parser.literal($0.value) })
    }

    /// Whether a message matches.
    public func matches(_ message: UnsafeRawBufferPointer, _ scratch: Scratch) -> Bool {
        scratch.prepare(for: exact)
        return matchesPrepared(message, scratch)
    }

    /// The same with a scratch that fits.
    func matchesPrepared(_ message: UnsafeRawBufferPointer, _ scratch: Scratch) -> Bool {
        if needsRepair, !MessageRepair.isValid(message) {
            return MessageRepair.repaired(message).withUnsafeBytes { scratch.matches($0, exact) }
        }
        return scratch.matches(message, exact)
    }
}
