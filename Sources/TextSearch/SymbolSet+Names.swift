extension SymbolSet {
    private static let digits: [ClosedRange<UInt32>] = [48...57]
    private static let upper: [ClosedRange<UInt32>] = [65...90]
    private static let lower: [ClosedRange<UInt32>] = [97...122]
    private static let spaces: [ClosedRange<UInt32>] = [9...13, 32...32]
    private static let words: [ClosedRange<UInt32>] = digits + upper + lower + [95...95]
    /// pcre2pattern(3), "Generic character types".
    private static let horizontal: [ClosedRange<UInt32>] = [
        9...9, 32...32, 0xa0...0xa0, 0x1680...0x1680, 0x180e...0x180e, 0x2000...0x200a, 0x202f...0x202f,
        0x205f...0x205f, 0x3000...0x3000,
    ]
    private static let vertical: [ClosedRange<UInt32>] = [10...13, 0x85...0x85, 0x2028...0x2029]

    /// What `\d` and the like stand for: of ASCII, as for journalctl.
    static func named(_ letter: Unicode.Scalar) -> SymbolSet? {
        switch letter {
        case "d": SymbolSet(digits)
        case "D": SymbolSet(digits).inverted
        case "s": SymbolSet(spaces)
        case "S": SymbolSet(spaces).inverted
        case "w": SymbolSet(words)
        case "W": SymbolSet(words).inverted
        case "h": SymbolSet(horizontal)
        case "H": SymbolSet(horizontal).inverted
        case "v": SymbolSet(vertical)
        case "V": SymbolSet(vertical).inverted
        default: nil
        }
    }

    /// What `[:alpha:]` and the like stand for.
    static func posix(_ name: String) -> SymbolSet? {
        switch name {
        case "alnum": SymbolSet(digits + upper + lower)
        case "alpha": SymbolSet(upper + lower)
        case "ascii": SymbolSet([0...127])
        case "blank": SymbolSet([9...9, 32...32])
        case "cntrl": SymbolSet([0...31, 127...127])
        case "digit": SymbolSet(digits)
        case "graph": SymbolSet([33...126])
        case "lower": SymbolSet(lower)
        case "print": SymbolSet([32...126])
        case "punct": SymbolSet([33...47, 58...64, 91...96, 123...126])
        case "space": SymbolSet(spaces)
        case "upper": SymbolSet(upper)
        case "word": SymbolSet(words)
        case "xdigit": SymbolSet(digits + [65...70, 97...102])
        default: nil
        }
    }
}
