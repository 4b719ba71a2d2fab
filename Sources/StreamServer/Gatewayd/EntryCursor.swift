internal import LogModel

/// A journal cursor as a client sends it: what of it can be searched by.
///
/// systemd's own reader takes any part that suffices, in any order, and ignores what it does not know
/// (sd_journal_seek_cursor, systemd 252).
struct EntryCursor: Hashable, Sendable {
    /// The source of the sequence numbers, and the entry's number.
    var sequenceID: String?
    var sequence: UInt64?
    var boot: String?
    var monotonic: UInt64?
    /// In µs since 1970.
    var realtime: UInt64?
    var xorHash: UInt64?

    /// Nil for what systemd refuses.
    init?(_ text: String) {
        for word in text.utf8.split(separator: UInt8(ascii: ";")) {
            guard word.count > 2, word[word.index(after: word.startIndex)] == UInt8(ascii: "=") else { return nil }
            let value = String(Substring(word.dropFirst(2)))
            switch word.first {
            case UInt8(ascii: "s"):
                guard let id = Self.id(value) else { return nil }
                sequenceID = id
            case UInt8(ascii: "b"):
                guard let id = Self.id(value) else { return nil }
                boot = id
            case UInt8(ascii: "i"): sequence = Self.number(value)
            case UInt8(ascii: "m"): monotonic = Self.number(value)
            case UInt8(ascii: "t"): realtime = Self.number(value)
            case UInt8(ascii: "x"): xorHash = Self.number(value)
            default: continue
            }
        }
        let hasSequence = sequenceID != nil && sequence != nil
        guard hasSequence || boot != nil && monotonic != nil || realtime != nil else { return nil }
    }

    /// Whether an entry is the one that the cursor names (sd_journal_test_cursor).
    func names(_ index: Int, in columns: EventColumns) -> Bool {
        let address = columns.addresses[index]
        guard address.sequence != 0 else { return false }
        let origin = columns.origin(at: index)
        if let sequenceID, let text = origin.first("__SEQNUM_ID"), text != sequenceID { return false }
        if let sequence, sequence != address.sequence { return false }
        if let boot, origin.first("_BOOT_ID") != boot { return false }
        if let monotonic, monotonic != address.monotonic { return false }
        if let realtime, Int64(clamping: realtime) != columns.times[index] { return false }
        if let xorHash, xorHash != address.xorHash { return false }
        return true
    }

    /// Whether an entry stands at the cursor or after it, by the best that both have.
    func isReached(by index: Int, in columns: EventColumns) -> Bool {
        let address = columns.addresses[index]
        guard address.sequence != 0 else { return false }
        let origin = columns.origin(at: index)
        if let sequenceID, let sequence, origin.first("__SEQNUM_ID") == sequenceID {
            return address.sequence >= sequence
        }
        if let boot, let monotonic, origin.first("_BOOT_ID") == boot { return address.monotonic >= monotonic }
        guard let realtime else { return false }
        return columns.times[index] >= Int64(clamping: realtime)
    }

    private static func id(_ text: String) -> String? {
        let digits = text.lowercased().filter { $0 != "-" }
        return digits.utf8.count == 32 && BootID(digits) != nil ? digits : nil
    }

    /// As sscanf's `%x` reads: as many digits as there are.
    private static func number(_ text: String) -> UInt64? {
        UInt64(text.prefix { $0.isHexDigit && $0.isASCII }.prefix(16), radix: 16)
    }
}
