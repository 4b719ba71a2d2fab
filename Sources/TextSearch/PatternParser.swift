/// Takes an expression in PCRE's syntax apart (pcre2pattern(3)), and names what it cannot have.
///
/// The meaning is journalctl's: no option but, perhaps, to ignore case; `.` stops at a line feed, `^` and `$` are the
/// ends of the message. One thing is better: a character is a character, where journalctl sees its bytes.
struct PatternParser {
    let text: [Unicode.Scalar]
    var position = 0
    var options: Options
    private var depth = 0

    /// What `(?imsx)` turns on and off.
    struct Options {
        var ignoresCase: Bool
        var isMultiline = false
        var dotIsAll = false
        var isExtended = false
    }

    init(_ source: String, ignoresCase: Bool) {
        text = Array(source.unicodeScalars)
        options = Options(ignoresCase: ignoresCase)
    }

    /// The expression.
    static func parse(_ source: String, ignoresCase: Bool) throws(PatternError) -> Expression {
        var parser = PatternParser(source, ignoresCase: ignoresCase)
        let result = try parser.alternatives()
        guard parser.isAtEnd else { throw .malformed("there is a `)` without its `(`", at: parser.column) }
        return result
    }

    var isAtEnd: Bool { position >= text.count }
    /// The next character's place, from 1 on.
    var column: Int { position + 1 }
    var next: Unicode.Scalar? { isAtEnd ? nil : text[position] }

    func sees(_ expected: String) -> Bool { text[position...].starts(with: expected.unicodeScalars) }

    mutating func takes(_ expected: String) -> Bool {
        guard sees(expected) else { return false }
        position += expected.unicodeScalars.count
        return true
    }

    /// Up to a `)` or the end.
    mutating func alternatives() throws(PatternError) -> Expression {
        var choices = [try sequence()]
        while takes("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    /// Items up to a `|`, a `)`, or the end.
    private mutating func sequence() throws(PatternError) -> Expression {
        var parts: [Expression] = []
        while true {
            skipExtended()
            guard let scalar = next, scalar != "|", scalar != ")" else { break }
            if takes("\\Q") {
                try quoted(into: &parts)
                continue
            }
            if takes("\\E") { continue }
            let start = column
            guard let part = try item() else { continue }
            if part.isQuantifier { throw .malformed("`\(scalar)` repeats nothing", at: start) }
            parts.append(try quantified(part.expression))
        }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    /// An item, or a quantifier where an item should be.
    private struct Item {
        var expression: Expression
        var isQuantifier = false
    }

    /// One item; nil for what only changes options.
    private mutating func item() throws(PatternError) -> Item? {
        guard let scalar = next else { return nil }
        switch scalar {
        case "(": return try nested().map { Item(expression: $0) }
        case "[": return Item(expression: .set(try characterClass()))
        case "\\": return Item(expression: try escape())
        case "*", "+", "?": return Item(expression: .empty, isQuantifier: true)
        case "{" where bounds(at: position) != nil: return Item(expression: .empty, isQuantifier: true)
        default: break
        }
        position += 1
        switch scalar {
        case "^": return Item(expression: .assertion(options.isMultiline ? .lineStart : .textStart))
        case "$": return Item(expression: .assertion(options.isMultiline ? .lineEnd : .textEnd))
        case ".":
            return Item(expression: .set(options.dotIsAll ? .all : SymbolSet(scalar: 10).inverted))
        default: return Item(expression: literal(scalar.value))
        }
    }

    func literal(_ value: UInt32) -> Expression {
        let set = SymbolSet(scalar: value)
        return .set(options.ignoresCase ? set.ignoringCase : set)
    }

    private mutating func quoted(into parts: inout [Expression]) throws(PatternError) {
        while let scalar = next, !takes("\\E") {
            position += 1
            let part = literal(scalar.value)
            // As in PCRE, a quantifier behind the quotes repeats their last character.
            parts.append(sees("\\E") ? try afterQuotes(part) : part)
            if case .repeated = parts[parts.count - 1] { return }
        }
    }

    private mutating func afterQuotes(_ part: Expression) throws(PatternError) -> Expression {
        let start = position
        _ = takes("\\E")
        let result = try quantified(part)
        if case .repeated = result { return result }
        position = start
        return part
    }

    private mutating func nested() throws(PatternError) -> Expression? {
        let start = column
        depth += 1
        defer { depth -= 1 }
        guard depth <= PatternLimits.depth else {
            throw PatternError("the groups go deeper than \(PatternLimits.depth) at column \(start); write fewer")
        }
        let outer = options
        switch try groupStart() {
        case .comment: return nil
        case .options: return nil
        case .group:
            let inner = try alternatives()
            guard takes(")") else { throw .malformed("the `(` has no `)`", at: start) }
            options = outer
            return inner
        }
    }

    /// Stops at the character, or at the end.
    mutating func skip(until end: Unicode.Scalar) {
        while let scalar = next, scalar != end { position += 1 }
    }

    private mutating func skipExtended() {
        guard options.isExtended else { return }
        while let scalar = next {
            if scalar == "#" {
                skip(until: "\n")
            } else if scalar.properties.isPatternWhitespace {
                position += 1
            } else {
                return
            }
        }
    }
}
