/// What journalctl takes out of a message before it shows it: systemd 252's strip_tab_ansi().
///
/// TABs become eight spaces, colours (`ESC [ … m`) and operating system commands (`ESC ] … BEL`) go; a sequence that
/// is cut short or holds anything else stays, and makes the message a blob.
struct AnsiStrip {
    private let message: UnsafeRawBufferPointer
    private var index = 0
    private var result: [UInt8] = []

    /// The message without; nil where there was nothing to take out.
    static func stripped(_ message: UnsafeRawBufferPointer) -> [UInt8]? {
        guard message.contains(where: { $0 == escape || $0 == tab }) else { return nil }
        var strip = AnsiStrip(message)
        while strip.index < message.count { strip.takeNext() }
        return strip.result
    }

    private static let (escape, tab, bell) = (UInt8(0x1b), UInt8(0x09), UInt8(0x07))

    private init(_ message: UnsafeRawBufferPointer) {
        self.message = message
        result.reserveCapacity(message.count)
    }

    private mutating func takeNext() {
        let byte = message[index]
        index += 1
        switch byte {
        case Self.tab: result += Array(repeating: 32, count: 8)
        case Self.escape: takeEscape()
        default: result.append(byte)
        }
    }

    /// What follows an ESC: a sequence that goes, or a byte that stays with it, an ESC too.
    private mutating func takeEscape() {
        guard index < message.count else { return result.append(Self.escape) }
        let byte = message[index]
        index += 1
        let end =
            switch byte {
            case UInt8(ascii: "["): self.end(UInt8(ascii: "m"), over: Self.isOfColor)
            case UInt8(ascii: "]"): self.end(Self.bell) { (32...126).contains($0) }
            default: Int?.none
            }
        if let end { index = end } else { result += [Self.escape, byte] }
    }

    /// Where a sequence ends that holds these bytes up to its last; nil for one that does not end so.
    private func end(_ last: UInt8, over holds: (UInt8) -> Bool) -> Int? {
        guard let at = message[index...].firstIndex(where: { $0 == last || !holds($0) }) else { return nil }
        return message[at] == last ? at + 1 : nil
    }

    /// Digits, `;`, and NUL, which ends the list that strchr(3) looks through.
    private static func isOfColor(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || byte == UInt8(ascii: ";") || byte == 0
    }
}
