import LogModel

@testable import TextSearch

extension ByteColumn {
    /// A column of these messages.
    init(messages: [[UInt8]]) {
        self.init()
        for message in messages { message.withUnsafeBytes { append($0) } }
    }
}

extension CompiledPattern {
    convenience init(_ source: String, ignoresCase: Bool = false, isLiteral: Bool = false) throws {
        try self.init(TextPattern(source, isLiteral: isLiteral, ignoresCase: ignoresCase))
    }

    func matches(_ text: String) -> Bool { matches(Array(text.utf8)) }

    func matches(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { matches($0, Scratch()) } }

    /// Which messages of a column match, all of them being wanted.
    func matching(_ messages: [[UInt8]]) -> [Int] {
        matching(Array(messages.indices), in: ByteColumn(messages: messages), Scratch())
    }
}
