internal import LogModel

/// Spreads compact JSON over lines, two spaces a level, a space after each colon.
struct PrettyJSON {
    private let compact: [UInt8]
    private var index = 0
    private var depth = 0

    /// Replaces what stands from `start` on: one object in compact form, as `ByteWriter` makes it.
    static func spread(from start: Int, in out: inout ByteWriter) {
        var pretty = PrettyJSON(compact: out.withBytes { Array($0[start...]) })
        out.truncate(to: start)
        while pretty.index < pretty.compact.count { pretty.writeNext(to: &out) }
    }

    private init(compact: [UInt8]) { self.compact = compact }

    private mutating func writeNext(to out: inout ByteWriter) {
        let byte = compact[index]
        switch byte {
        case UInt8(ascii: "\""): return writeText(to: &out)
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
            depth -= 1
            newLine(&out)
        default: break
        }
        out.append(byte: byte)
        index += 1
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            depth += 1
            newLine(&out)
        case UInt8(ascii: ","): newLine(&out)
        case UInt8(ascii: ":"): out.append(" ")
        default: break
        }
    }

    /// Copies a string, quotes included.
    private mutating func writeText(to out: inout ByteWriter) {
        var end = index + 1
        while end < compact.count, compact[end] != UInt8(ascii: "\"") {
            end += compact[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        end = min(end + 1, compact.count)
        compact[index..<end].withUnsafeBytes { out.append($0) }
        index = end
    }

    private func newLine(_ out: inout ByteWriter) {
        out.append("\n")
        for _ in 0..<depth { out.append("  ") }
    }
}
