extension PatternParser {
    /// What an opening parenthesis turns out to be.
    enum GroupStart {
        /// A group follows.
        case group
        /// Options were set, up to the end of the group around.
        case options
        /// It was a comment.
        case comment
    }

    private static let unsupportedGroups: [(start: String, name: String, instead: String)] = [
        ("(?=", "look-ahead", Self.useExclude), ("(?!", "negative look-ahead", Self.useExclude),
        ("(?<=", "look-behind", Self.useExclude), ("(?<!", "negative look-behind", Self.useExclude),
        ("(?>", "atomic group", "write `(?:`"), ("(?C", "callout", "leave it out"),
        ("(?(", "condition", "write the alternatives with `|`"), ("(?R", "recursion", Self.useRepeat),
        ("(?&", "recursion", Self.useRepeat), ("(?P>", "recursion", Self.useRepeat),
        ("(?P=", "back-reference", Self.useAlternatives), ("(*", "verb", "leave it out"),
    ]

    static let useExclude = "give several `grep` that each must match, and `exclude` for what must not"
    static let useRepeat = "write out the levels that you need"
    static let useAlternatives = "write out the alternatives with `|`"

    /// Passes the opening of a group by.
    mutating func groupStart() throws(PatternError) -> GroupStart {
        let start = column
        for group in Self.unsupportedGroups where sees(group.start) {
            throw .unsupported(group.name, group.start, at: start, instead: group.instead)
        }
        guard takes("(?") else {
            position += 1
            return .group
        }
        if takes("#") {
            skip(until: ")")
            guard takes(")") else { throw .malformed("the comment has no `)`", at: start) }
            return .comment
        }
        if takes("|") { return .group }
        for (open, close) in [("<", ">"), ("P<", ">"), ("'", "'")] where takes(open) {
            try groupName(close, start)
            return .group
        }
        if let scalar = next, "0123456789+".unicodeScalars.contains(scalar) || isRelativeRecursion {
            throw .unsupported("recursion", "(?\(scalar)", at: start, instead: Self.useRepeat)
        }
        return try optionSettings(start)
    }

    private var isRelativeRecursion: Bool {
        guard next == "-", position + 1 < text.count else { return false }
        return ("0"..."9").contains(text[position + 1])
    }

    private mutating func groupName(_ close: String, _ start: Int) throws(PatternError) {
        let first = position
        while let scalar = next, scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
            position += 1
        }
        guard position > first, takes(close) else { throw .malformed("the group's name does not end", at: start) }
    }

    /// `(?i)`, `(?i-s:…)`, `(?^…)`.
    private mutating func optionSettings(_ start: Int) throws(PatternError) -> GroupStart {
        var isOn = true
        while let scalar = next {
            position += 1
            switch scalar {
            case ")": return .options
            case ":": return .group
            case "-" where isOn: isOn = false
            case "^": options = Options(ignoresCase: false)
            case "i": options.ignoresCase = isOn
            case "m": options.isMultiline = isOn
            case "s": options.dotIsAll = isOn
            case "x": options.isExtended = isOn
            // They change what groups capture, and greed.
            case "n", "J", "U": continue
            default: throw .malformed("`(?` is followed by `\(scalar)`, which is no option", at: start)
            }
        }
        throw .malformed("the `(` has no `)`", at: start)
    }
}
