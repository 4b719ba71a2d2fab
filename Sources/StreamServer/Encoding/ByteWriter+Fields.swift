internal import LogModel

extension ByteWriter {
    /// Appends `"NAME":value,`, or `"NAME_base64":…,` for a value that is no text.
    mutating func append(field name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
        append("\"")
        append(jsonEscaped: name)
        if TextCheck.isBinary(value) {
            append("_base64\":")
            append(base64: value)
        } else {
            append("\":")
            append(jsonString: value)
        }
        append(",")
    }

    /// The same for several values, as arrays: one of those that are text, one of those that are not.
    mutating func append(field name: UnsafeRawBufferPointer, values: [Range<Int>], of bytes: UnsafeRawBufferPointer) {
        let texts = values.filter { !TextCheck.isBinary(UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        append(field: name, isBinary: false, texts, of: bytes)
        if texts.count == values.count { return }
        let binaries = values.filter { TextCheck.isBinary(UnsafeRawBufferPointer(rebasing: bytes[$0])) }
        append(field: name, isBinary: true, binaries, of: bytes)
    }

    private mutating func append(
        field name: UnsafeRawBufferPointer,
        isBinary: Bool,
        _ values: [Range<Int>],
        of bytes: UnsafeRawBufferPointer
    ) {
        guard values.count > 1 else {
            if let only = values.first { append(field: name, value: UnsafeRawBufferPointer(rebasing: bytes[only])) }
            return
        }
        append("\"")
        append(jsonEscaped: name)
        append(isBinary ? "_base64\":[" : "\":[")
        for range in values {
            let value = UnsafeRawBufferPointer(rebasing: bytes[range])
            if isBinary { append(base64: value) } else { append(jsonString: value) }
            append(",")
        }
        truncate(to: count - 1)
        append("],")
    }
}
