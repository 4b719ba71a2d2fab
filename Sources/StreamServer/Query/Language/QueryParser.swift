/// Reads the terms of `q`, on bytes, in one pass.
///
///     query      = *space [ term *( 1*space term ) ] *space
///     term       = [ "-" ] ( phrase / regex / field / word )
///     phrase     = DQUOTE 1*( "\" character / any but DQUOTE and "\" ) DQUOTE
///     regex      = "/" 1*( "\" character / any but "/" and "\" ) "/"      ; "\/" is a slash, other "\" stay
///     field      = name ( ":" / comparison ) value
///     comparison = "<=" / ">=" / "<" / ">"                                ; of priority alone
///                / "="                                                    ; of a known name
///     name       = ( ALPHA / "_" ) *( ALPHA / DIGIT / "_" / "-" )
///     value      = phrase / 1*( any but space and DQUOTE )
///     word       = 1*( any but space )                                    ; what is none of the others
///
/// A space is SP, HT, LF or CR. A word with a `:` after what looks like a name is refused, unless the name is known:
/// it would be a mistyped field as often as text.
struct QueryParser {
    private let bytes: [UInt8]
    private var at = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 10 || byte == 13 }

    /// All terms.
    mutating func terms() throws(QueryFault) -> [QueryTerm] {
        var terms: [QueryTerm] = []
        skipSpaces()
        while at < bytes.count {
            guard terms.count < Limits.languageTerms else {
                throw fault("more than \(Limits.languageTerms) terms")
            }
            terms.append(try term())
            guard at == bytes.count || Self.isSpace(bytes[at]) else {
                throw fault("expected a space before the next term; text with quotes or slashes in it goes in quotes")
            }
            skipSpaces()
        }
        return terms
    }

    private mutating func term() throws(QueryFault) -> QueryTerm {
        let start = at
        let isExcluded = take("-")
        guard let byte = peek, !Self.isSpace(byte) else {
            throw fault("expected a word, a \"phrase\", a /regex/ or a field after \"-\"")
        }
        let kind: QueryTerm.Kind =
            switch byte {
            case UInt8(ascii: "\""): .text(try phrase())
            case UInt8(ascii: "/"): .expression(try expression())
            default: try field(isExcluded, from: start) ?? .text(run())
            }
        return QueryTerm(kind: kind, isExcluded: isExcluded, column: column(of: start))
    }

    // MARK: Text

    private mutating func phrase() throws(QueryFault) -> String {
        let start = at
        at += 1
        var text: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "\"") {
            at += 1
            if byte == UInt8(ascii: "\\"), at < bytes.count {
                text.append(bytes[at])
                at += 1
            } else {
                text.append(byte)
            }
        }
        guard take("\"") else { throw fault("expected a closing quote", at: start) }
        guard !text.isEmpty else { throw fault("expected text between the quotes", at: start + 1) }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func expression() throws(QueryFault) -> String {
        let start = at
        at += 1
        var source: [UInt8] = []
        while let byte = peek, byte != UInt8(ascii: "/") {
            at += 1
            if byte == UInt8(ascii: "\\"), let next = peek {
                if next != UInt8(ascii: "/") { source.append(byte) }
                source.append(next)
                at += 1
            } else {
                source.append(byte)
            }
        }
        guard take("/") else {
            throw fault("expected a closing slash; a text that begins with one goes in quotes", at: start)
        }
        guard !source.isEmpty else { throw fault("expected a regular expression between the slashes", at: start + 1) }
        return String(decoding: source, as: UTF8.self)
    }

    /// The bytes up to the next space.
    private mutating func run() -> String {
        let start = at
        while let byte = peek, !Self.isSpace(byte) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    // MARK: Fields

    /// A field, with the `-` at `begin`; nil where the text is a word.
    private mutating func field(_ isExcluded: Bool, from begin: Int) throws(QueryFault) -> QueryTerm.Kind? {
        let start = at
        guard let (name, comparison) = head() else {
            at = start
            return nil
        }
        guard let field = QueryField(name) else { throw fault(unknown(name), at: start) }
        if isExcluded, !field.canExclude { throw fault("\"\(field.name)\" cannot be left out by \"-\"", at: begin) }
        let value = try value(after: bytes[start..<at])
        return .field(field, comparison, value)
    }

    /// A name with what makes it a field; nil where it is none.
    private mutating func head() -> (String, QueryTerm.Comparison)? {
        let start = at
        guard let first = peek, Self.isLetter(first) else { return nil }
        while let byte = peek, Self.isNamePart(byte) { at += 1 }
        let name = String(decoding: bytes[start..<at], as: UTF8.self)
        if take(":") { return (name, .is) }
        guard let comparison = comparison() else { return nil }
        switch QueryField(name) {
        case .parameter("priority")?: return (name, comparison)
        case .some where comparison == .equal: return (name, .is)
        case .parameter?, .journal?, nil: return nil
        }
    }

    private mutating func comparison() -> QueryTerm.Comparison? {
        if take("<") { return take("=") ? .atMost : .below }
        if take(">") { return take("=") ? .atLeast : .above }
        return take("=") ? .equal : nil
    }

    private mutating func value(after head: ArraySlice<UInt8>) throws(QueryFault) -> String {
        guard let byte = peek, !Self.isSpace(byte) else {
            let head = String(decoding: head.prefix(40), as: UTF8.self)
            throw fault("expected a value after \(head); text that ends so goes in quotes")
        }
        if byte == UInt8(ascii: "\"") { return try phrase() }
        let start = at
        let value = run()
        if let quote = bytes[start..<at].firstIndex(of: UInt8(ascii: "\"")) {
            throw fault("expected the quote at the beginning of the value, or none", at: quote)
        }
        return value
    }

    private func unknown(_ name: String) -> String {
        let names = QueryField.parameters + QueryField.aliases.keys.sorted()
        let nearest = NearestName.of(name, among: names).map { "did you mean \($0):" }
        let list = nearest ?? "there are \(names.joined(separator: " ")) and FIELDs in capitals"
        return "unknown field \"\(name.prefix(40))\", \(list); text with a colon goes in quotes"
    }

    // MARK: Bytes

    private static func isLetter(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        isLetter(byte) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
    }

    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = peek, UInt32(byte) == character.value else { return false }
        at += 1
        return true
    }

    private mutating func skipSpaces() {
        while let byte = peek, Self.isSpace(byte) { at += 1 }
    }

    private func column(of index: Int) -> Int { 1 + bytes[..<index].count { $0 & 0xc0 != 0x80 } }

    private func fault(_ detail: String, at index: Int? = nil) -> QueryFault {
        QueryFault(column: column(of: index ?? at), detail: detail)
    }
}
