/// A module or style sheet without what only its readers need: comments, indentation and empty lines.
///
/// This is no parser. It holds because of what the page's sources keep to, and a test holds them to: `//` comments stand
/// on lines of their own, `/*` begins a comment and nothing else, and no text between backticks goes over a line's end.
enum SourceText {
    /// The shorter form of a file; as it is where it is neither.
    static func shortened(_ bytes: [UInt8], path: String) -> [UInt8] {
        guard path.hasSuffix(".js") || path.hasSuffix(".css") else { return bytes }
        let hasLineComments = path.hasSuffix(".js")
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for line in withoutComments(bytes).split(separator: newline) {
            let text = line.drop { $0 == space || $0 == tab }
            let isComment = hasLineComments && text.starts(with: [slash, slash])
            let end = text.lastIndex { $0 != space && $0 != tab }
            guard let end, !isComment else { continue }
            result += text[...end]
            result.append(newline)
        }
        return result
    }

    /// The modules that a module imports before it runs, relative to it; an `import()` comes later and is none.
    static func imports(_ source: [UInt8]) -> [String] {
        String(decoding: source, as: UTF8.self).split(separator: "\n").compactMap { line in
            guard line.hasPrefix("import ") || line.hasPrefix("export ") || line.hasPrefix("}") else { return nil }
            let parts = line.split(separator: " from \"", maxSplits: 1)
            guard parts.count == 2, parts[1].hasPrefix(".") else { return nil }
            return parts[1].prefix { $0 != "\"" }.description
        }
    }

    private static let (newline, space, tab, slash, star): (UInt8, UInt8, UInt8, UInt8, UInt8) = (10, 32, 9, 47, 42)

    private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var at = 0
        while at < bytes.count {
            if bytes[at] == slash, at + 1 < bytes.count, bytes[at + 1] == star {
                at += 2
                while at + 1 < bytes.count, bytes[at] != star || bytes[at + 1] != slash { at += 1 }
                at += 2
            } else {
                result.append(bytes[at])
                at += 1
            }
        }
        return result
    }
}
