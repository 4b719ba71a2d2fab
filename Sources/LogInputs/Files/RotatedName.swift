/// The names that rotation gives to a log file.
///
/// `app.log` becomes `app.log.1`, `app.log-20260131`, `app.log.2026-01-31`, `app-20260131.log`, `app.1.log` or
/// `app.log.old`, each perhaps with the ending of a compressor.
enum RotatedName {
    private static let compressed = [".gz", ".xz", ".zst", ".bz2", ".lz4"]

    /// Whether a compressor wrote it, going by its ending.
    static func isCompressed(_ name: String) -> Bool {
        compressed.contains { name.hasSuffix($0) }
    }

    /// The names the file may have had before it was rotated; empty for a name that no rotation gives.
    static func bases(of name: String) -> [String] {
        guard name.utf8.contains(where: { (48...57).contains($0) }) || name.utf8.count > 4 else { return [] }
        let plain = compressed.first { name.hasSuffix($0) }.map { String(name.dropLast($0.count)) } ?? name
        if plain.hasSuffix(".old"), plain.utf8.count > 4 { return [String(plain.dropLast(4))] }
        let bytes = Array(plain.utf8)
        var bases = stems(of: bytes[...]).map { String(decoding: $0, as: UTF8.self) }
        if let dot = bytes.lastIndex(of: UInt8(ascii: ".")), dot > 0, isEnding(bytes[(dot + 1)...]) {
            bases += stems(of: bytes[..<dot]).map { String(decoding: $0 + bytes[dot...], as: UTF8.self) }
        }
        return bases
    }

    /// Whether, of two files rotated from one name, the first is the older by its own.
    ///
    /// `.2` is older than `.1`, but `-20260131` than `-20260201`, and any of them than what has the bare name.
    static func isOlder(_ first: String, than second: String) -> Bool {
        if first.hasPrefix(second) { return first != second }
        if second.hasPrefix(first) { return false }
        let (one, other) = (number(of: first), number(of: second))
        guard let one, let other, one != other else { return first < second }
        return one > other
    }

    /// A count such as that of `.12`; a date has more digits.
    private static func number(of name: String) -> Int? {
        let plain = compressed.first { name.hasSuffix($0) }.map { name.dropLast($0.count) } ?? name[...]
        let digits = plain.utf8.reversed().prefix { (48...57).contains($0) }
        return digits.count <= 4 ? Int(String(decoding: digits.reversed(), as: UTF8.self)) : nil
    }

    /// What is left when a suffix such as `.1` or `-20260131` is taken away, for each place where one may begin.
    private static func stems(of name: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var found: [ArraySlice<UInt8>] = []
        var hasDigit = false
        for index in name.indices.reversed() {
            let byte = name[index]
            let isSeparator = [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
            let isDigit = (48...57).contains(byte)
            guard isDigit || isSeparator || [UInt8(ascii: "T"), UInt8(ascii: ":"), UInt8(ascii: "Z")].contains(byte)
            else { break }
            if isDigit { hasDigit = true }
            if isSeparator, hasDigit, index > name.startIndex { found.append(name[..<index]) }
        }
        return found
    }

    private static func isEnding(_ bytes: ArraySlice<UInt8>) -> Bool {
        !bytes.isEmpty && bytes.allSatisfy { (97...122).contains($0) }
    }
}
