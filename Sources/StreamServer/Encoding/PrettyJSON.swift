internal import LogModel

/// Spreads compact JSON over lines, two spaces a level, a space after each colon.
enum PrettyJSON {
    /// Replaces what stands from `start` on: one object in compact form, as `ByteWriter` makes it.
    static func spread(from start: Int, in out: inout ByteWriter) {
        let compact = out.withBytes { Array($0[start...]) }
        out.truncate(to: start)
        var depth = 0
        var isQuoted = false
        var index = 0
        while index < compact.count {
            let byte = compact[index]
            index += 1
            if isQuoted {
                out.append(byte: byte)
                if byte == UInt8(ascii: "\\"), index < compact.count {
                    out.append(byte: compact[index])
                    index += 1
                }
                isQuoted = byte != UInt8(ascii: "\"")
                continue
            }
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted = true
                out.append(byte: byte)
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                out.append(byte: byte)
                newLine(depth, &out)
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                newLine(depth, &out)
                out.append(byte: byte)
            case UInt8(ascii: ","):
                out.append(",")
                newLine(depth, &out)
            case UInt8(ascii: ":"): out.append(": ")
            default: out.append(byte: byte)
            }
        }
    }

    private static func newLine(_ depth: Int, _ out: inout ByteWriter) {
        out.append("\n")
        for _ in 0..<depth { out.append("  ") }
    }
}
