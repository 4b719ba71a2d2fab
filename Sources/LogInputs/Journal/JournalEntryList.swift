internal import SystemIO

/// Where a journal file's entries are, in their order: the chain of arrays that the header points to.
struct JournalEntryList {
    private let file: ReadOnlyFile
    private let itemSize: Int
    private var arrays: [Part] = []
    /// Entries that `arrays` has room for, and those that there are.
    private var capacity = 0
    private(set) var count = 0
    /// The offsets from the entry `blockStart` on.
    private var block: [UInt64] = []
    private var blockStart = 0

    private struct Part {
        var offset: UInt64
        var first: Int
        var capacity: Int
        var next: UInt64
    }

    /// Offsets read at once.
    private static let blockCount = 4096

    init(_ file: ReadOnlyFile, isCompact: Bool) {
        (self.file, itemSize) = (file, isCompact ? 4 : 8)
    }

    /// Takes note of how many entries the header says there are; false when the arrays do not hold as many.
    mutating func update(first: UInt64, count: UInt64) -> Bool {
        guard count < 1 << 32 else { return false }
        while capacity < Int(count) {
            guard let part = part(at: nextArray(first)) else { return false }
            arrays.append(part)
            capacity += part.capacity
        }
        self.count = Int(count)
        return true
    }

    /// The array after the last that is known; that one's pointer may have been set since.
    private func nextArray(_ first: UInt64) -> UInt64 {
        guard let last = arrays.last else { return first }
        return last.next != 0 ? last.next : part(at: last.offset)?.next ?? 0
    }

    private func part(at offset: UInt64) -> Part? {
        guard offset > 0, offset & 7 == 0, let bytes = bytes(at: offset, count: JournalObject.arraySize) else {
            return nil
        }
        return bytes.withUnsafeBytes { raw in
            guard let start = raw.baseAddress, let size = JournalObject.size(start, .entryArray) else { return nil }
            let items = size - JournalObject.arraySize
            guard items > 0, items % itemSize == 0 else { return nil }
            let next = JournalObject.word(start, 16)
            return Part(offset: offset, first: capacity, capacity: items / itemSize, next: next)
        }
    }

    /// The offset of an entry; nil when there is none, or it cannot be read.
    @inline(__always)
    mutating func offset(at index: Int) -> UInt64? {
        if index >= blockStart, index - blockStart < block.count { return block[index - blockStart] }
        return load(index) ? block.first : nil
    }

    private mutating func load(_ index: Int) -> Bool {
        guard index < count, let part = arrays.last(where: { $0.first <= index }) else { return false }
        let within = index - part.first
        let wanted = min(Self.blockCount, part.capacity - within, count - index)
        let at = part.offset + UInt64(JournalObject.arraySize + within * itemSize)
        guard wanted > 0, let bytes = bytes(at: at, count: wanted * itemSize) else { return false }
        block = bytes.withUnsafeBytes { raw in
            guard let start = raw.baseAddress else { return [] }
            return (0..<wanted).map { JournalObject.offset(start + $0 * itemSize, isCompact: itemSize == 4) }
        }
        blockStart = index
        return true
    }

    private func bytes(at offset: UInt64, count: Int) -> [UInt8]? {
        guard offset < UInt64(Int64.max) else { return nil }
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // What cannot be read is left to libsystemd, which says why.
            filled = (try? file.read(at: offset, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        return bytes.count == count ? bytes : nil
    }
}
