extension PatternParser {
    /// A `\` and what follows it, outside a class.
    mutating func escape() throws(PatternError) -> Expression {
        let start = column
        position += 1
        guard let scalar = next else { throw .malformed("a `\\` stands at the end,", at: start) }
        if let assertion = Self.assertion(scalar) {
            position += 1
            return .assertion(assertion)
        }
        if let construct = Self.unsupportedEscape(scalar) {
            throw .unsupported(construct.name, "\\\(scalar)", at: start, instead: construct.instead)
        }
        if scalar == "N" {
            position += 1
            if sees("{") { throw .unsupported("named character", "\\N{", at: start, instead: "write `\\x{…}`") }
            return .set(SymbolSet(scalar: 10).inverted)
        }
        let set = try escapedSet(start)
        return .set(options.ignoresCase ? set.ignoringCase : set)
    }

    private static func assertion(_ scalar: Unicode.Scalar) -> Expression.Assertion? {
        switch scalar {
        case "A": .textStart
        case "Z": .textEnd
        case "z": .veryEnd
        case "b": .wordBoundary
        case "B": .noWordBoundary
        default: nil
        }
    }

    private static func unsupportedEscape(_ scalar: Unicode.Scalar) -> (name: String, instead: String)? {
        switch scalar {
        case "1"..."9", "g", "k": ("back-reference", useAlternatives)
        case "K": ("start of match", "leave it out: the whole message is shown")
        case "G": ("start of search", "write `^`")
        case "R": ("line end of any kind", "write `(?:\\r\\n|\\n)`")
        case "X": ("extended character", "write `.`")
        case "C": ("single byte", "write `.`")
        default: nil
        }
    }

    /// The characters or the byte that an escape stands for, in and outside a class; `position` is behind the `\`.
    mutating func escapedSet(_ start: Int) throws(PatternError) -> SymbolSet {
        guard let scalar = next else { throw .malformed("a `\\` stands at the end,", at: start) }
        position += 1
        if let named = SymbolSet.named(scalar) { return named }
        if let value = Self.control(scalar) { return SymbolSet(scalar: value) }
        switch scalar {
        case "x": return try hexadecimal(start)
        case "0": return octal(digits: 2)
        case "o": return try braced(radix: 8, start)
        case "c":
            guard let letter = next, (0x20...0x7e).contains(letter.value) else {
                throw .malformed("`\\c` is followed by no letter", at: start)
            }
            position += 1
            return SymbolSet(scalar: ((97...122).contains(letter.value) ? letter.value - 32 : letter.value) ^ 0x40)
        case "p", "P":
            let instead = "write a class such as `[[:alpha:]]`"
            throw .unsupported("Unicode property", "\\\(scalar)", at: start, instead: instead)
        case "a"..."z", "A"..."Z", "0"..."9": throw .malformed("`\\\(scalar)` means nothing", at: start)
        default: return SymbolSet(scalar: scalar.value)
        }
    }

    private static func control(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "a": 7
        case "e": 27
        case "f": 12
        case "n": 10
        case "r": 13
        case "t": 9
        default: nil
        }
    }

    /// `\xHH` is a byte, `\x{…}` a character.
    private mutating func hexadecimal(_ start: Int) throws(PatternError) -> SymbolSet {
        if sees("{") { return try braced(radix: 16, start) }
        var value: UInt32 = 0
        for _ in 0..<2 {
            guard let digit = digit(radix: 16) else { break }
            value = value * 16 + digit
        }
        return Self.byte(value)
    }

    private mutating func octal(digits: Int) -> SymbolSet {
        var value: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = digit(radix: 8) else { break }
            value = value * 8 + digit
        }
        return Self.byte(value)
    }

    private static func byte(_ value: UInt32) -> SymbolSet {
        guard value >= 0x80 else { return SymbolSet(scalar: value) }
        var set = SymbolSet([])
        set.rawBytes = [UInt8(truncatingIfNeeded: value)]
        return set
    }

    private mutating func braced(radix: UInt32, _ start: Int) throws(PatternError) -> SymbolSet {
        var value: UInt32 = 0
        var count = 0
        guard takes("{") else { throw .malformed("the number's `{` is missing", at: start) }
        while let digit = digit(radix: radix) {
            value = min(value * radix + digit, 1 << 24)
            count += 1
        }
        guard count > 0, takes("}"), Unicode.Scalar(value) != nil else {
            throw .malformed("the braces hold no character's number", at: start)
        }
        return SymbolSet(scalar: value)
    }

    private mutating func digit(radix: UInt32) -> UInt32? {
        guard let scalar = next, let value = Character(scalar).hexDigitValue, scalar.isASCII, value < Int(radix) else {
            return nil
        }
        position += 1
        return UInt32(value)
    }
}
