/// A time zone's offsets, from a TZif file (RFC 9636): when each began, and the rule for the time after the last.
public struct ZoneRules: Hashable, Sendable {
    /// The zone's name, by which two are equal.
    public let name: String
    private let starts: [Int64]
    private let offsets: [Int32]
    private let before: Int32
    private let rule: ZoneRule?

    /// A zone whose clocks are never changed.
    public init(name: String, offset: Int) {
        self.name = name
        (starts, offsets, before, rule) = ([], [], Int32(clamping: offset), nil)
    }

    /// Reads a file's bytes; nil when they are no TZif of version 2 or later.
    public init?(name: String, file: [UInt8]) {
        var reader = Reader(bytes: file)
        guard let first = Header(&reader), first.version >= 0x32 else { return nil }
        reader.at += first.length(timeSize: 4)
        guard let header = Header(&reader), header.types > 0 else { return nil }
        let start = reader.at
        guard start + header.length(timeSize: 8) <= file.count else { return nil }
        starts = (0..<header.times).map { Int64(bitPattern: reader.number(start + $0 * 8, size: 8)) }
        let types = start + header.times * 8
        let records = types + header.times
        let known = (0..<header.types).map { index in
            Int32(truncatingIfNeeded: reader.number(records + index * 6, size: 4))
        }
        let indexes = (0..<header.times).map { Int(file[types + $0]) }
        guard indexes.allSatisfy({ $0 < known.count }) else { return nil }
        (self.name, offsets, before) = (name, indexes.map { known[$0] }, known[0])
        let footer = file[(start + header.length(timeSize: 8))...].dropFirst().prefix { $0 != 0x0a }
        rule = ZoneRule(Array(footer))
    }

    /// Seconds east of UTC at a count of seconds since 1970.
    public func offset(at seconds: Int64) -> Int {
        guard let last = starts.last, seconds < last else {
            return rule?.offset(at: seconds) ?? Int(offsets.last ?? before)
        }
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = low + (high - low) / 2
            if starts[middle] > seconds { high = middle } else { low = middle + 1 }
        }
        return Int(low == 0 ? before : offsets[low - 1])
    }

    /// By name: one host has one file of a name.
    public static func == (left: ZoneRules, right: ZoneRules) -> Bool { left.name == right.name }

    /// By name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }

    private struct Reader {
        let bytes: [UInt8]
        var at = 0

        /// A big-endian number, sign extended where it has four bytes.
        func number(_ offset: Int, size: Int) -> UInt64 {
            let value = bytes[offset..<offset + size].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return size == 4 ? UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value))) : value
        }
    }

    private struct Header {
        let version: UInt8
        let (flags, standards, leaps, times, types, characters): (Int, Int, Int, Int, Int, Int)

        init?(_ reader: inout Reader) {
            let start = reader.at
            guard start + 44 <= reader.bytes.count, reader.bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
                return nil
            }
            version = reader.bytes[start + 4]
            let counts = (0..<6).map { Int(reader.number(start + 20 + $0 * 4, size: 4)) }
            guard counts.allSatisfy({ (0...4096).contains($0) }) else { return nil }
            (flags, standards, leaps) = (counts[0], counts[1], counts[2])
            (times, types, characters) = (counts[3], counts[4], counts[5])
            reader.at = start + 44
        }

        func length(timeSize: Int) -> Int {
            times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standards + flags
        }
    }
}
