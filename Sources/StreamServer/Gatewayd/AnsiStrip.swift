/// What journalctl takes out of a message before it shows it: systemd 252's strip_tab_ansi().
///
/// TABs become eight spaces, colours (`ESC [ … m`) and operating system commands (`ESC ] … BEL`) go; a sequence that
/// is cut short or holds anything else stays, and makes the message a blob.
enum AnsiStrip {
    private enum State {
        case text
        case escape
        case color(from: Int)
        case command(from: Int)
    }

    /// The message without; nil where there was nothing to take out.
    static func stripped(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
        guard message.contains(where: { $0 == 0x1b || $0 == 0x09 }) else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(message.count)
        var state = State.text
        var index = 0
        while index <= message.count {
            let byte = index < message.count ? message[index] : nil
            switch state {
            case .text:
                switch byte {
                case nil: break
                case 0x1b: state = .escape
                case 0x09: result += Array(repeating: 32, count: 8)
                case let other?: result.append(other)
                }
            case .escape: state = escape(byte, index, &result)
            case .color(let start):
                if let byte, isOfColor(byte) {
                    if byte == UInt8(ascii: "m") { state = .text }
                } else {
                    (state, index) = (.text, start - 1)
                    result += [0x1b, UInt8(ascii: "[")]
                }
            case .command(let start):
                if let byte, byte == 0x07 || (32...126).contains(byte) {
                    if byte == 0x07 { state = .text }
                } else {
                    (state, index) = (.text, start - 1)
                    result += [0x1b, UInt8(ascii: "]")]
                }
            }
            index += 1
        }
        return result
    }

    private static func escape(_ byte: UInt8?, _ index: Int, _ result: inout [UInt8]) -> State {
        switch byte {
        case UInt8(ascii: "["): return .color(from: index + 1)
        case UInt8(ascii: "]"): return .command(from: index + 1)
        default:
            result.append(0x1b)
            if let byte { result.append(byte) }
            return .text
        }
    }

    /// Digits, `;`, `m`, and NUL, which ends the list that strchr(3) looks through.
    private static func isOfColor(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "m") || byte == 0
    }
}
