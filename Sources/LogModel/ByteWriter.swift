/// A growing buffer that encoders write into: blocks, JSON, text.
///
/// It exists because appending a few bytes at a time to an Array costs a uniqueness check, a bounds check and a
/// call each time; here it is a compare and a store.
public struct ByteWriter: ~Copyable {
    @usableFromInline
    var base: UnsafeMutableRawPointer
    @usableFromInline
    var capacity: Int
    /// The bytes written so far.
    @usableFromInline
    var length: Int
    /// Whether the memory is the writer's to free.
    private var isOwner = true

    /// An empty writer with room for this many bytes.
    public init(capacity: Int) {
        self.capacity = max(capacity, 64)
        base = .allocate(byteCount: self.capacity, alignment: 16)
        length = 0
    }

    /// An empty writer into 64 bytes or more of somebody else's memory, who keeps it for as long as the writer lives.
    /// What does not fit there moves to memory of the writer's own (`isOutgrown`).
    public init(borrowing memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress, memory.count >= 64 else {
            preconditionFailure("BUG: a writer into less than 64 bytes")
        }
        (base, capacity, length, isOwner) = (start, memory.count, 0, false)
    }

    deinit { if isOwner { base.deallocate() } }

    /// Whether the bytes stand in memory of the writer's own.
    public var isOutgrown: Bool { isOwner }

    /// The number of bytes written so far.
    @inlinable
    public var count: Int { length }

    /// A copy of what was written.
    public var bytes: [UInt8] { Array(UnsafeRawBufferPointer(start: base, count: length)) }

    /// Lends what was written.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: base, count: length))
    }

    /// Forgets what was written after the first `count` bytes, and keeps the memory.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count <= length, "BUG: a writer cannot be truncated forward")
        length = count
    }

    /// Makes room for more bytes, so that unchecked stores up to there are safe.
    @inlinable
    public mutating func reserve(_ more: Int) {
        if length + more > capacity { grow(more) }
    }

    @inline(never)
    @usableFromInline
    mutating func grow(_ more: Int) {
        let wanted = max(capacity * 2, length + more)
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        fresh.copyMemory(from: base, byteCount: length)
        if isOwner { base.deallocate() }
        (base, capacity, isOwner) = (fresh, wanted, true)
    }

    /// Appends one byte.
    @inlinable
    public mutating func append(byte: UInt8) {
        reserve(1)
        base.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
        length += 1
    }

    /// Appends raw bytes.
    @inlinable
    public mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + length).copyMemory(from: start, byteCount: bytes.count)
        length += bytes.count
    }

    /// Appends a literal.
    @inlinable
    public mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a string's UTF-8.
    public mutating func append(utf8 text: String) {
        var text = text
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// Appends an array's bytes.
    public mutating func append(bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// Appends an unsigned decimal number.
    public mutating func append(decimal value: UInt64) {
        reserve(20)
        var digits = 1
        var rest = value
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        rest = value
        var at = length + digits
        repeat {
            at -= 1
            base.storeBytes(of: 48 + UInt8(truncatingIfNeeded: rest % 10), toByteOffset: at, as: UInt8.self)
            rest /= 10
        } while at > length
        length += digits
    }

    /// Appends a signed decimal number.
    public mutating func append(decimal value: Int64) {
        if value < 0 { append(byte: UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    /// Appends an integer of fixed width, little-endian.
    @inlinable
    public mutating func append<Integer: FixedWidthInteger>(littleEndian value: Integer) {
        let size = MemoryLayout<Integer>.size
        reserve(size)
        base.storeBytes(of: value.littleEndian, toByteOffset: length, as: Integer.self)
        length += size
    }

    /// Overwrites an integer written before.
    public mutating func replace<Integer: FixedWidthInteger>(at offset: Int, littleEndian value: Integer) {
        precondition(offset + MemoryLayout<Integer>.size <= length, "BUG: replaced beyond what was written")
        base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: Integer.self)
    }

    /// Appends an unsigned LEB128 varint, 1 to 10 bytes.
    @inlinable
    public mutating func append(varint value: UInt64) {
        reserve(10)
        var rest = value
        while rest >= 0x80 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: length, as: UInt8.self)
            length += 1
            rest >>= 7
        }
        base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: length, as: UInt8.self)
        length += 1
    }

    /// Appends a signed number as a zigzag varint.
    @inlinable
    public mutating func append(zigzag value: Int64) {
        append(varint: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }
}
