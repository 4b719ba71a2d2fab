extension PatternParser {
    /// What stands between brackets.
    mutating func characterClass() throws(PatternError) -> SymbolSet {
        let start = column
        position += 1
        let isNegated = takes("^")
        var (set, isFirst) = (SymbolSet([]), true)
        while isFirst || next != "]" {
            guard next != nil else { throw .malformed("the `[` has no `]`", at: start) }
            isFirst = false
            if takes("\\E") { continue }
            if takes("\\Q") {
                while let scalar = next, !takes("\\E") {
                    set = set.union(SymbolSet(scalar: scalar.value))
                    position += 1
                }
                continue
            }
            set = set.union(try classItem())
        }
        position += 1
        if options.ignoresCase { set = set.ignoringCase }
        guard isNegated else { return set }
        guard set.rawBytes.isEmpty else {
            throw .unsupported("byte in a negated class", "[^", at: start, instead: "write characters as `\\x{e4}`")
        }
        return set.inverted
    }

    /// A character, a range of them, or a set with a name.
    private mutating func classItem() throws(PatternError) -> SymbolSet {
        if let posix = try posixClass() { return posix }
        let start = column
        let first = try classMember()
        guard next == "-", position + 1 < text.count, text[position + 1] != "]" else { return first }
        guard let lower = Self.value(first) else { return first }
        position += 1
        let last = try classMember()
        guard let upper = Self.value(last) else {
            throw .malformed("a range ends in what is no character", at: start)
        }
        guard lower <= upper else { throw .malformed("the range is out of order", at: start) }
        return Self.range(lower, upper, isRaw: !first.rawBytes.isEmpty || !last.rawBytes.isEmpty)
    }

    private mutating func classMember() throws(PatternError) -> SymbolSet {
        let start = column
        guard let scalar = next else { throw .malformed("the `[` has no `]`", at: start) }
        position += 1
        guard scalar == "\\" else { return SymbolSet(scalar: scalar.value) }
        if takes("b") { return SymbolSet(scalar: 8) }
        if let digit = next, ("1"..."9").contains(digit) {
            throw .malformed("`\\\(digit)` in a class", at: start)
        }
        return try escapedSet(start)
    }

    /// The character or the byte; nil for sets.
    private static func value(_ set: SymbolSet) -> UInt32? {
        if set.scalars.isEmpty, set.rawBytes.count == 1 { return set.rawBytes.first.map { UInt32($0) } }
        return set.onlyScalar
    }

    private static func range(_ lower: UInt32, _ upper: UInt32, isRaw: Bool) -> SymbolSet {
        guard isRaw else { return SymbolSet([lower...upper]) }
        var set = SymbolSet(lower < 0x80 ? [lower...min(upper, 0x7f)] : [])
        let top = min(upper, 0xff)
        set.rawBytes = Set((max(lower, 0x80)...max(top, 0x80)).map { UInt8($0) })
        return set
    }

    private mutating func posixClass() throws(PatternError) -> SymbolSet? {
        let start = column
        guard sees("[:") || sees("[.") || sees("[=") else { return nil }
        let mark = text[position + 1]
        guard let end = (position + 2..<text.count).first(where: { text[$0] == mark }), end + 1 < text.count,
            text[end + 1] == "]"
        else { return nil }
        var name = String(String.UnicodeScalarView(text[(position + 2)..<end]))
        let isNegated = name.hasPrefix("^")
        if isNegated { name.removeFirst() }
        guard name.unicodeScalars.allSatisfy({ ("a"..."z").contains($0) }) else { return nil }
        guard mark == ":", let set = SymbolSet.posix(name) else {
            throw .malformed("there is no class `\(name)`", at: start)
        }
        position = end + 2
        return isNegated ? set.inverted : set
    }
}
