/// One term of `q`: what it looks for, and where it stands.
struct QueryTerm: Hashable, Sendable {
    let kind: Kind
    /// A leading `-`.
    let isExcluded: Bool
    /// Where it begins, the `-` included: characters (Unicode scalars), from 1.
    let column: Int

    enum Kind: Hashable, Sendable {
        /// A word or a phrase: text that the message holds.
        case text(String)
        /// A regular expression that the message matches.
        case expression(String)
        /// A field: its name in full, and a value.
        case field(QueryField, Comparison, String)
    }

    /// How a field's value is compared; all but `is` are the priority's.
    enum Comparison: String, Hashable, Sendable {
        case `is` = ":"
        case equal = "="
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
    }

    /// The one way to write it: names in full, text and odd values in quotes.
    var canonical: String {
        let mark = isExcluded ? "-" : ""
        switch kind {
        case .text(let text): return mark + Self.quoted(text)
        case .expression(let source): return mark + "/" + source.split("/", joinedBy: "\\/") + "/"
        case .field(let field, let comparison, let value):
            let isPlain = !value.isEmpty && !value.utf8.contains { QueryParser.isSpace($0) || $0 == UInt8(ascii: "\"") }
            return mark + field.name + comparison.rawValue + (isPlain ? value : Self.quoted(value))
        }
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.split("\\", joinedBy: "\\\\").split("\"", joinedBy: "\\\"") + "\""
    }
}

extension String {
    /// This text with every occurrence of a character replaced.
    fileprivate func split(_ separator: Character, joinedBy replacement: String) -> String {
        var result = ""
        for scalar in unicodeScalars {
            if Character(scalar) == separator { result += replacement } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}

/// Why a text is no query of the language.
struct QueryFault: Error, Hashable {
    /// Where, in characters (Unicode scalars) from 1; one beyond the last at the end.
    let column: Int
    /// What is wrong there, and what would be right.
    let detail: String
}
