/// A shell pattern as fnmatch(3) without flags has it: `*`, `?`, `[a-z]`, `[!a]`, and `\` before any of them.
public struct Glob: Hashable, Sendable {
    /// The pattern as written.
    public let pattern: String
    private let bytes: [UInt8]

    /// Any text is a pattern; one without special characters matches itself.
    public init(_ pattern: String) {
        self.pattern = pattern
        bytes = Array(pattern.utf8)
    }

    /// Whether the text holds `*`, `?` or `[`.
    public static func isPattern(_ text: String) -> Bool {
        text.utf8.contains { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "[") }
    }

    /// Whether all of the text matches. Linear space; time at most pattern × text.
    public func matches(_ text: String) -> Bool {
        Array(text.utf8).withUnsafeBytes { matches($0) }
    }

    /// Whether all of these bytes match.
    public func matches(_ text: UnsafeRawBufferPointer) -> Bool {
        var (at, position) = (0, 0)
        var retry: (pattern: Int, text: Int)?
        while position < text.count {
            if at < bytes.count, bytes[at] == UInt8(ascii: "*") {
                retry = (at + 1, position)
                at += 1
            } else if let next = step(at, text[position]) {
                at = next
                position += 1
            } else if let (pattern, start) = retry {
                retry = (pattern, start + 1)
                (at, position) = (pattern, start + 1)
            } else {
                return false
            }
        }
        return bytes[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }

    /// The index after the element at `at` when that element matches `byte`.
    private func step(_ at: Int, _ byte: UInt8) -> Int? {
        guard at < bytes.count else { return nil }
        switch bytes[at] {
        case UInt8(ascii: "?"): return at + 1
        case UInt8(ascii: "["):
            guard let (matched, next) = bracket(at, byte) else { return byte == bytes[at] ? at + 1 : nil }
            return matched ? next : nil
        case UInt8(ascii: "\\") where at + 1 < bytes.count: return bytes[at + 1] == byte ? at + 2 : nil
        default: return bytes[at] == byte ? at + 1 : nil
        }
    }

    /// Whether the bracket expression at `at` matches, and the index after it; nil when it does not end.
    private func bracket(_ at: Int, _ byte: UInt8) -> (matched: Bool, next: Int)? {
        var index = at + 1
        guard index < bytes.count else { return nil }
        let negated = bytes[index] == UInt8(ascii: "!") || bytes[index] == UInt8(ascii: "^")
        if negated { index += 1 }
        var matched = false
        var isFirst = true
        while index < bytes.count, isFirst || bytes[index] != UInt8(ascii: "]") {
            isFirst = false
            let (low, afterLow) = member(index)
            var (high, next) = (low, afterLow)
            if next + 1 < bytes.count, bytes[next] == UInt8(ascii: "-"), bytes[next + 1] != UInt8(ascii: "]") {
                (high, next) = member(next + 1)
            }
            if low <= byte, byte <= high { matched = true }
            index = next
        }
        guard index < bytes.count else { return nil }
        return (matched != negated, index + 1)
    }

    private func member(_ index: Int) -> (byte: UInt8, next: Int) {
        guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else { return (bytes[index], index + 1) }
        return (bytes[index + 1], index + 2)
    }
}
