internal import SystemIO

/// A journal file's bytes: a window that goes with the entries, and the fields that many entries share.
///
/// An entry's new fields stand just before it, so that the window sees them once; what it shares with earlier entries
/// stands anywhere, and is kept once read. Read, not mapped: a file may be truncated or removed meanwhile.
struct JournalFileBytes: ~Copyable {
    let file: ReadOnlyFile
    let isCompact: Bool
    /// Reads of single fields since the last `forgetWindow`; each costs as much as libsystemd takes for several.
    private(set) var misses = 0

    private let window = UnsafeMutableRawPointer.allocate(byteCount: windowSize, alignment: 64)
    private var windowStart: UInt64 = 0
    private var windowCount = 0
    /// Where the last entry that was read ends: what belongs to the next one begins there.
    private var lastEnd: UInt64 = 0

    private let slots = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount)
    private let kept = UnsafeMutableRawPointer.allocate(byteCount: keptSize, alignment: 64)
    private var keptCount = 0

    /// A field that is kept: its object's offset, and where in `kept` its payload is.
    private struct Slot {
        /// At first none that an object can have.
        var offset: UInt64 = 1
        var start: UInt32 = 0
        var count: UInt32 = 0
    }

    private static let windowSize = 256 << 10
    /// How far before an entry the window begins at most: one with more new fields is left to libsystemd.
    private static let lookBehind: UInt64 = 128 << 10
    private static let slotBits = 12
    private static let slotCount = 1 << slotBits
    /// Kept fields, in bytes; beyond, all are forgotten.
    private static let keptSize = 1 << 20
    /// Read at once for a field whose length is not known yet.
    private static let firstRead = 512
    /// A field beyond this is left to libsystemd.
    private static let fieldLimit = 64 << 10

    init(_ file: ReadOnlyFile, isCompact: Bool) {
        (self.file, self.isCompact) = (file, isCompact)
        slots.initialize(repeating: Slot(), count: Self.slotCount)
    }

    deinit {
        window.deallocate()
        slots.deallocate()
        kept.deallocate()
    }

    private var payloadOffset: Int { isCompact ? JournalObject.dataSize + 8 : JournalObject.dataSize }
    var itemSize: Int { isCompact ? 4 : 16 }

    /// The window is of before the file grew.
    mutating func forgetWindow() {
        (windowCount, misses) = (0, 0)
    }

    /// The entry at an offset, and its items; they are valid until the next call of this function.
    @inline(__always)
    mutating func entry(at offset: UInt64) -> (JournalEntryObject, items: UnsafeRawPointer)? {
        guard let object = windowEntry(at: offset) ?? readEntry(at: offset), let start = object.baseAddress,
            let entry = JournalEntryObject(start, size: object.count, itemSize: itemSize)
        else { return nil }
        lastEnd = offset + UInt64(object.count)
        return (entry, start + JournalObject.entrySize)
    }

    /// A field by an entry's item, as `NAME=value`, valid until the next call; nil for what libsystemd shall read:
    /// what is compressed, very large, or bad.
    @inline(__always)
    mutating func field(_ items: UnsafeRawPointer, _ index: Int) -> UnsafeRawBufferPointer? {
        let offset = JournalObject.offset(items + index * itemSize, isCompact: isCompact)
        if offset >= windowStart, let found = windowField(Int(offset - windowStart)) { return found }
        let slot = slots[Self.slot(offset)]
        guard slot.offset == offset else { return keep(offset) }
        return UnsafeRawBufferPointer(start: kept + Int(slot.start), count: Int(slot.count))
    }

    @inline(__always)
    private static func slot(_ offset: UInt64) -> Int {
        Int((offset &* 0x9e37_79b9_7f4a_7c15) >> UInt64(64 - slotBits))
    }

    /// A field that stands in the window as a whole.
    @inline(__always)
    private func windowField(_ at: Int) -> UnsafeRawBufferPointer? {
        guard at <= windowCount - JournalObject.dataSize else { return nil }
        let object = UnsafeRawPointer(window) + at
        guard let size = JournalObject.size(object, .data), size > payloadOffset, size <= windowCount - at else {
            return nil
        }
        guard JournalObject.isPlainData(object) else { return nil }
        return UnsafeRawBufferPointer(start: object + payloadOffset, count: size - payloadOffset)
    }

    /// The object of an entry that stands in the window as a whole.
    @inline(__always)
    private func windowEntry(at offset: UInt64) -> UnsafeRawBufferPointer? {
        guard offset & 7 == 0, offset >= windowStart, offset - windowStart < UInt64(windowCount) else { return nil }
        let at = Int(offset - windowStart)
        guard at <= windowCount - JournalObject.entrySize else { return nil }
        let object = UnsafeRawPointer(window) + at
        guard let size = JournalObject.size(object, .entry), size <= windowCount - at else { return nil }
        return UnsafeRawBufferPointer(start: object, count: size)
    }

    private mutating func readEntry(at offset: UInt64) -> UnsafeRawBufferPointer? {
        let behind = offset >= lastEnd ? offset - lastEnd : .max
        windowStart = offset - min(behind, Self.lookBehind, offset)
        windowCount = read(at: windowStart, into: UnsafeMutableRawBufferPointer(start: window, count: Self.windowSize))
        return windowEntry(at: offset)
    }

    /// Reads a field that stands outside of the window.
    private mutating func keep(_ offset: UInt64) -> UnsafeRawBufferPointer? {
        guard offset & 7 == 0, offset > 0 else { return nil }
        misses += 1
        if keptCount + Self.fieldLimit > Self.keptSize {
            slots.update(repeating: Slot(), count: Self.slotCount)
            keptCount = 0
        }
        let object = kept + keptCount
        var count = read(at: offset, into: UnsafeMutableRawBufferPointer(start: object, count: Self.firstRead))
        guard count >= JournalObject.dataSize, JournalObject.isPlainData(object),
            let size = JournalObject.size(object, .data), size > payloadOffset, size <= Self.fieldLimit
        else { return nil }
        if size > count {
            count = read(at: offset, into: UnsafeMutableRawBufferPointer(start: object, count: size))
        }
        guard count >= size else { return nil }
        let start = keptCount + payloadOffset
        slots[Self.slot(offset)] = Slot(
            offset: offset,
            start: UInt32(start),
            count: UInt32(size - payloadOffset)
        )
        keptCount += (size + 15) & ~15
        return UnsafeRawBufferPointer(start: kept + start, count: size - payloadOffset)
    }

    /// Fewer bytes at the end of the file, and none when it cannot be read: libsystemd will say why.
    private func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        guard offset < UInt64(Int64.max) else { return 0 }
        return (try? file.read(at: offset, into: buffer)) ?? 0
    }
}
