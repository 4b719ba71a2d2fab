internal import LogModel

/// Messages cut to what a client wants of them.
enum MessageCut {
    /// At most `limit` bytes of a message, not ending within a character that began in them.
    static func prefix(_ message: UnsafeRawBufferPointer, _ limit: Int) -> UnsafeRawBufferPointer {
        guard message.count > limit else { return message }
        var end = limit
        // A character has at most three bytes after its first.
        while end > 0, limit - end < 3, message[end] & 0xc0 == 0x80 { end -= 1 }
        if message[end] & 0xc0 == 0x80 { end = limit }
        return UnsafeRawBufferPointer(rebasing: message[..<end])
    }
}

extension ByteWriter {
    /// Appends the member of a message: `,"message":"…"`, or `,"message_base64":"…"` for what is no text.
    mutating func append(jsonMessage message: UnsafeRawBufferPointer) {
        reserve(message.count + 32)
        let start = count
        appendReserved(",\"message\":\"")
        let plain = append(plainPrefixOf: message)
        if plain < message.count {
            if TextCheck.isBinary(message) {
                truncate(to: start)
                append(",\"message_base64\":")
                append(base64: message)
                return
            }
            append(jsonEscaped: UnsafeRawBufferPointer(rebasing: message[plain...]))
        }
        append(byte: UInt8(ascii: "\""))
    }
}
