internal import LogModel

extension ByteWriter {
    /// Appends a message alone, as `cat` shows it.
    mutating func append(message: UnsafeRawBufferPointer, _ encoding: Encoding) {
        let shown = encoding.cut.map { MessageCut.prefix(message, $0) } ?? message
        if encoding.isRaw {
            append(shown)
            append("\n")
        } else {
            append(lines: shown, indent: 0, tab: "\t")
        }
        if shown.count < message.count { markCut() }
    }

    /// Puts the mark of a message that was cut before the line end just written.
    mutating func markCut() {
        if count > 0 { truncate(to: count - 1) }
        append("…\n")
    }

    /// Appends a message as lines that no terminal obeys, each ended by LF, those after the first indented.
    ///
    /// A LF at the very end adds no line; no message at all is an empty one. Control characters and bytes that are
    /// not UTF-8 stand as `\x1b`. Each line is put between `color` and the reset, where there is a colour.
    mutating func append(lines bytes: UnsafeRawBufferPointer, indent: Int, tab: StaticString, color: StaticString = "")
    {
        let isColored = color.utf8CodeUnitCount > 0
        if bytes.isEmpty {
            if isColored { append(color) }
            append(isColored ? "\u{1b}[0m\n" : "\n")
        }
        var index = 0
        var isFirst = true
        while index < bytes.count {
            var end = index
            while end < bytes.count, bytes[end] != 0x0a { end += 1 }
            if !isFirst { for _ in 0..<indent { append(byte: 32) } }
            if isColored { append(color) }
            append(line: UnsafeRawBufferPointer(rebasing: bytes[index..<end]), tab: tab)
            append(isColored ? "\u{1b}[0m\n" : "\n")
            isFirst = false
            index = end + 1
        }
    }

    private mutating func append(line bytes: UnsafeRawBufferPointer, tab: StaticString) {
        var index = 0
        while index < bytes.count {
            var plain = index
            while plain < bytes.count, bytes[plain] >= 0x20, bytes[plain] < 0x7f { plain += 1 }
            append(UnsafeRawBufferPointer(rebasing: bytes[index..<plain]))
            index = plain
            guard index < bytes.count else { return }
            let byte = bytes[index]
            if byte == 0x09 {
                append(tab)
                index += 1
            } else if byte < 0x80 {
                append(escaped: byte)
                index += 1
            } else {
                index += append(sequenceOf: bytes, at: index)
            }
        }
    }

    /// Appends one character beyond ASCII, or what is left of one, and returns its length.
    private mutating func append(sequenceOf bytes: UnsafeRawBufferPointer, at index: Int) -> Int {
        let sequence = UTF8Sequence(in: bytes, at: index)
        if !sequence.isValid {
            for offset in 0..<sequence.length { append(escaped: bytes[index + offset]) }
        } else if bytes[index] == 0xc2, bytes[index + 1] < 0xa0 {
            append(escaped: bytes[index + 1])
        } else {
            append(UnsafeRawBufferPointer(rebasing: bytes[index..<index + sequence.length]))
        }
        return sequence.length
    }

    private mutating func append(escaped byte: UInt8) {
        append("\\x")
        append(hexDigits: byte)
    }
}
