internal import LogModel
internal import SystemPackage

/// What the log keeps of a file: how far it was read, and how to know it again.
///
/// Version 1: version byte · flags byte (1 settled, 2 vanished) · offset as varint · CRC-32C of the head and of the
/// tail, 4 bytes each · time as zigzag varint · the path to the end. All integers little-endian.
struct FilePosition: Hashable {
    /// The offset, and what stands before it.
    var check = ContentCheck()
    /// When it was written, or when the file was first missing, in µs since 1970.
    var lastSeen: Timestamp
    /// The file was rotated away, and all of it had been read when that was last looked at.
    var isSettled = false
    /// The file was nowhere to be found at `lastSeen`.
    var isVanished = false
    /// The configured path under which the file was first seen.
    var path: FilePath

    private static let version: UInt8 = 1

    init(check: ContentCheck = ContentCheck(), lastSeen: Timestamp, path: FilePath) {
        (self.check, self.lastSeen, self.path) = (check, lastSeen, path)
    }

    /// Nil for bytes that no version of this encoding gives.
    init?(bytes: [UInt8]) {
        var rest = bytes[...]
        guard rest.popFirst() == Self.version, let flags = rest.popFirst(), flags < 4 else { return nil }
        guard let offset = Self.varint(&rest), offset <= UInt64(Int64.max), rest.count >= 8 else { return nil }
        let head = Self.word(&rest)
        let tail = Self.word(&rest)
        guard let time = Self.varint(&rest), rest.first == UInt8(ascii: "/"), !rest.contains(0) else { return nil }
        check = ContentCheck(offset: offset, head: head, tail: tail)
        lastSeen = Timestamp(microseconds: Int64(bitPattern: time >> 1) ^ -Int64(bitPattern: time & 1))
        (isSettled, isVanished) = (flags & 1 != 0, flags & 2 != 0)
        path = rest.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { Self.path($0) }
    }

    /// The encoding above.
    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: 160)
        writer.append(byte: Self.version)
        writer.append(byte: (isSettled ? 1 : 0) | (isVanished ? 2 : 0))
        writer.append(varint: check.offset)
        writer.append(littleEndian: check.head)
        writer.append(littleEndian: check.tail)
        writer.append(zigzag: lastSeen.microseconds)
        path.withPlatformString { text in
            writer.append(UnsafeRawBufferPointer(start: text, count: path.length))
        }
        return writer.bytes
    }

    private static func path(_ characters: UnsafeBufferPointer<CChar>) -> FilePath {
        let terminated = Array(characters) + [0]
        return terminated.withUnsafeBufferPointer { text in
            text.baseAddress.map { FilePath(platformString: $0) } ?? FilePath()
        }
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), through: 63, by: 7) {
            guard let byte = bytes.popFirst(), shift < 63 || byte < 2 else { return nil }
            value |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }

    private static func word(_ bytes: inout ArraySlice<UInt8>) -> UInt32 {
        defer { bytes = bytes.dropFirst(4) }
        return bytes.prefix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
