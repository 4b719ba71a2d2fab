/// A column of byte strings, stored end to end.
public struct ByteColumn: Hashable, Sendable {
    /// All values without separators.
    public private(set) var bytes: [UInt8]
    /// The end of each value in `bytes`.
    public private(set) var ends: [UInt32]

    /// An empty column.
    public init() {
        bytes = []
        ends = []
    }

    /// A column from its parts; `ends` ascends and its last is the count of `bytes`.
    public init(bytes: [UInt8], ends: [UInt32]) {
        precondition(Int(ends.last ?? 0) == bytes.count, "BUG: a byte column's ends do not match its bytes")
        self.bytes = bytes
        self.ends = ends
    }

    /// The number of values.
    @inlinable
    public var count: Int { ends.count }

    /// Where in `bytes` a value lies.
    @inlinable
    public func range(at index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }

    /// A value's bytes.
    @inlinable
    public subscript(index: Int) -> ArraySlice<UInt8> { bytes[range(at: index)] }

    /// Adds a value. The column holds less than 4 GiB: batches end long before.
    public mutating func append(_ value: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: value)
        ends.append(UInt32(bytes.count))
    }

    /// Adds an empty value.
    public mutating func appendEmpty() {
        ends.append(UInt32(bytes.count))
    }

    /// Adds all values of another column.
    public mutating func append(contentsOf other: ByteColumn) {
        let base = UInt32(bytes.count)
        bytes.append(contentsOf: other.bytes)
        ends.append(contentsOf: other.ends.lazy.map { $0 + base })
    }

    /// Makes room for more values and bytes.
    public mutating func reserve(values: Int, bytes count: Int) {
        ends.reserveCapacity(ends.count + values)
        bytes.reserveCapacity(bytes.count + count)
    }
}
