internal import LogModel

/// A journal entry's own numbers, and where its fields are.
struct JournalEntryObject {
    var sequence: UInt64 = 0
    var realtime: UInt64 = 0
    var monotonic: UInt64 = 0
    var boot: (UInt64, UInt64) = (0, 0)
    var xorHash: UInt64 = 0
    var itemCount = 0

    var address: JournalAddress { JournalAddress(sequence: sequence, monotonic: monotonic, xorHash: xorHash) }

    init() {}

    /// From an object of this size; nil when libsystemd would call it bad.
    @inline(__always)
    init?(_ object: UnsafeRawPointer, size: Int, itemSize: Int) {
        let items = size - JournalObject.entrySize
        guard items > 0, items % itemSize == 0 else { return nil }
        itemCount = items / itemSize
        sequence = JournalObject.word(object, 16)
        realtime = JournalObject.word(object, 24)
        monotonic = JournalObject.word(object, 32)
        boot = (JournalObject.word(object, 40), JournalObject.word(object, 48))
        xorHash = JournalObject.word(object, 56)
        let timeLimit: UInt64 = 1 << 55
        guard sequence > 0, realtime > 0, realtime < timeLimit, monotonic < timeLimit else { return nil }
    }

    /// Its cursor, as sd_journal_get_cursor(3) writes it.
    func cursor(sequenceID: String) -> JournalCursor {
        JournalCursor(
            sequenceID: sequenceID,
            boot: Self.hexadecimal(boot.0) + Self.hexadecimal(boot.1),
            address: address,
            realtime: realtime
        )
    }

    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word.byteSwapped, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
