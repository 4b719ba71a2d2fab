/// The layout of a journal file's objects, as far as entries and their fields need it.
///
/// Source: systemd's JOURNAL_FILE_FORMAT and journal-def.h; stable since the first release, and changed only behind an
/// incompatible flag. All numbers are little-endian. The checks are those of `check_object` in journal-file.c: what
/// libsystemd would call bad is not read here.
enum JournalObject {
    /// Type, flags and size, in front of every object.
    static let headerSize = 16
    /// An entry without its items.
    static let entrySize = 64
    /// An array without its items: the header and the offset of the next array.
    static let arraySize = 24
    /// A data object without its payload, and without what a compact file has in front of that.
    static let dataSize = 64

    enum Kind: UInt8 {
        case data = 1
        case entry = 3
        case entryArray = 6
    }

    /// The bits of an object's flags that say how its payload is compressed.
    private static let compressionFlags: UInt8 = 7

    /// The size of the object that begins here; nil when it is of another kind, or of a size that no journal has.
    @inline(__always)
    static func size(_ object: UnsafeRawPointer, _ kind: Kind) -> Int? {
        let size = word(object, 8)
        guard object.load(as: UInt8.self) == kind.rawValue, size < 1 << 32 else { return nil }
        return Int(size)
    }

    /// Whether this is a data object that libsystemd would read, and read without decompressing it.
    @inline(__always)
    static func isPlainData(_ object: UnsafeRawPointer) -> Bool {
        let links = word(object, 24) | word(object, 32) | word(object, 40) | word(object, 48)
        let isCompressed = object.load(fromByteOffset: 1, as: UInt8.self) & compressionFlags != 0
        return !isCompressed && links & 7 == 0 && (word(object, 40) == 0) == (word(object, 56) == 0)
    }

    /// A number of an object or of the file's header.
    @inline(__always)
    static func word(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// An offset as items have it: of eight bytes, or of four in a compact file.
    @inline(__always)
    static func offset(_ item: UnsafeRawPointer, isCompact: Bool) -> UInt64 {
        isCompact ? UInt64(UInt32(littleEndian: item.loadUnaligned(as: UInt32.self))) : word(item, 0)
    }
}
