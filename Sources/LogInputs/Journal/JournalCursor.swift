internal import LogModel

/// A journal entry's address: `s=<seqnum id>;i=<seqnum>;b=<boot>;m=<monotonic>;t=<realtime>;x=<xor hash>`, all
/// hexadecimal (sd_journal_get_cursor(3)).
///
/// The man page calls the text opaque; it has had this form since systemd 38, and libsystemd before 254 has no other
/// way to the sequence number. So it is parsed defensively: what is not of the form is no cursor.
struct JournalCursor: Hashable, Sendable {
    var sequenceID: String
    var boot: String
    var address: JournalAddress
    var realtime: UInt64

    init(sequenceID: String, boot: String, address: JournalAddress, realtime: UInt64) {
        (self.sequenceID, self.boot, self.address, self.realtime) = (sequenceID, boot, address, realtime)
    }

    init?(_ text: String) {
        var text = text
        let parsed = text.withUTF8 { JournalCursor(UnsafeRawBufferPointer($0)) }
        guard let parsed else { return nil }
        self = parsed
    }

    init?(_ text: UnsafeRawBufferPointer) {
        guard let numbers = Numbers(text) else { return nil }
        for range in [numbers.sequenceID, numbers.boot] {
            guard text[range].allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
        }
        sequenceID = String(decoding: text[numbers.sequenceID], as: UTF8.self)
        boot = String(decoding: text[numbers.boot], as: UTF8.self)
        (address, realtime) = (numbers.address, numbers.realtime)
    }

    var text: String {
        """
        s=\(sequenceID);i=\(String(address.sequence, radix: 16));b=\(boot);\
        m=\(String(address.monotonic, radix: 16));t=\(String(realtime, radix: 16));\
        x=\(String(address.xorHash, radix: 16))
        """
    }

    /// The numbers of a cursor and where its IDs stand, without a String: one is read per entry.
    struct Numbers {
        var address = JournalAddress.none
        var realtime: UInt64 = 0
        var sequenceID = 0..<0
        var boot = 0..<0

        init?(_ text: UnsafeRawBufferPointer) {
            var index = 0
            var seen = 0
            while index + 1 < text.count {
                let key = text[index]
                guard text[index + 1] == UInt8(ascii: "=") else { return nil }
                let start = index + 2
                let isID = key == UInt8(ascii: "s") || key == UInt8(ascii: "b")
                // IDs are 32 digits, and are compared as text where they are compared at all.
                index = isID ? min(start + 32, text.count) : start
                var value: UInt64 = 0
                while index + 8 <= text.count, let eight = Self.eightDigits(text, at: index) {
                    value = value << 32 | eight
                    index += 8
                }
                while index < text.count, text[index] != UInt8(ascii: ";") {
                    guard let digit = Self.digit(text[index]) else { return nil }
                    value = value << 4 | UInt64(digit)
                    index += 1
                }
                guard take(key, value, start..<index) else { return nil }
                seen += 1
                index += 1
            }
            guard seen == 6, sequenceID.count == 32, boot.count == 32 else { return nil }
        }

        private mutating func take(_ key: UInt8, _ value: UInt64, _ range: Range<Int>) -> Bool {
            switch key {
            case UInt8(ascii: "s"): sequenceID = range
            case UInt8(ascii: "i"): address.sequence = value
            case UInt8(ascii: "b"): boot = range
            case UInt8(ascii: "m"): address.monotonic = value
            case UInt8(ascii: "t"): realtime = value
            case UInt8(ascii: "x"): address.xorHash = value
            default: return false
            }
            return !range.isEmpty && range.count <= 32
        }

        /// The value of eight hexadecimal digits at once; nil when one of the bytes is something else.
        @inline(__always)
        private static func eightDigits(_ text: UnsafeRawBufferPointer, at index: Int) -> UInt64? {
            let ones: UInt64 = 0x0101_0101_0101_0101
            let word = text.loadUnaligned(fromByteOffset: index, as: UInt64.self).bigEndian
            // No lane overflows: all are ASCII once the high bits are found clear.
            let isLetter = (word >> 6) & ones
            let digits = word & (ones &* 0x0f)
            let value = digits &+ isLetter &* 9
            // 0x30…0x39: adding 0x50 sets the high bit from 0x30 on, 0x46 from 0x3a on; likewise for 0x61…0x66.
            let decimal = (word &+ ones &* 0x50) & ~(word &+ ones &* 0x46)
            let letter = (word &+ ones &* 0x1f) & ~(word &+ ones &* 0x19)
            let high = ones &* 0x80
            guard word & high == 0, (decimal | letter) & high == high else { return nil }
            let pairs = (value | value >> 4) & 0x00ff_00ff_00ff_00ff
            let quads = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff
            return (quads | quads >> 16) & 0xffff_ffff
        }

        @inline(__always)
        private static func digit(_ byte: UInt8) -> UInt8? {
            switch byte {
            case 48...57: byte - 48
            case 97...102: byte - 87
            default: nil
            }
        }
    }
}
