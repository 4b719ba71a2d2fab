internal import EventStore
internal import LogModel

/// The line that a stream stops on. Which one it is, is decided in one place: `matches`.
struct StopPattern: Sendable {
    private let pattern: TextPattern
    private let needle: [UInt8]

    init(_ pattern: TextPattern) {
        self.pattern = pattern
        needle = pattern.source.utf8.map { pattern.ignoresCase ? Self.lower($0) : $0 }
    }

    /// What makes a text more than plain.
    static let special = "\\ ^ $ . | ? * + ( ) [ ] { }"

    /// Whether the bytes of a pattern stand for themselves.
    static func isLiteral(_ pattern: TextPattern) -> Bool {
        pattern.isLiteral || !pattern.source.utf8.contains { $0 != 32 && special.utf8.contains($0) }
    }

    /// Where among `indices` the first event stands whose message matches.
    func firstPosition(in indices: [Int], of block: Block) -> Int? {
        block.columns.messages.bytes.withUnsafeBytes { messages in
            indices.firstIndex { index in
                let kind = block.columns.kinds[index]
                guard !kind.isGap, kind.hasMessage else { return false }
                return matches(UnsafeRawBufferPointer(rebasing: messages[block.columns.messages.range(at: index)]))
            }
        }
    }

    private func matches(_ message: UnsafeRawBufferPointer) -> Bool {
        guard let first = needle.first, message.count >= needle.count else { return false }
        for start in 0...(message.count - needle.count) where folded(message[start]) == first {
            var length = 1
            while length < needle.count, folded(message[start + length]) == needle[length] { length += 1 }
            if length == needle.count { return true }
        }
        return false
    }

    @inline(__always)
    private func folded(_ byte: UInt8) -> UInt8 { pattern.ignoresCase ? Self.lower(byte) : byte }

    @inline(__always)
    private static func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 0x20 : byte }
}
