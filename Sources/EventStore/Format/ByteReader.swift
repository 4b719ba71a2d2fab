/// Reads what `ByteWriter` wrote, and throws at the first byte that cannot be so.
struct ByteReader {
    private let bytes: [UInt8]
    private var offset: Int
    private let end: Int

    /// The bytes mean nothing: damage that a checksum did not tell, or a newer version.
    struct Malformed: Error {}

    /// Reads a part of the bytes.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        precondition(range.upperBound <= bytes.count, "BUG: a section beyond its block")
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    var isAtEnd: Bool { offset == end }

    @inline(__always)
    mutating func varint() throws(Malformed) -> UInt64 {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while offset < end, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            result |= UInt64(byte & 0x7f) << shift
            if byte < 0x80 { return result }
            shift += 7
        }
        throw Malformed()
    }

    @inline(__always)
    mutating func zigzag() throws(Malformed) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// A varint that must not exceed a bound.
    @inline(__always)
    mutating func count(limit: Int) throws(Malformed) -> Int {
        let value = try varint()
        guard value <= UInt64(max(limit, 0)) else { throw Malformed() }
        return Int(value)
    }

    mutating func number() throws(Malformed) -> UInt64 {
        guard end - offset >= 8 else { throw Malformed() }
        let value = bytes.withUnsafeBytes { $0.number(at: offset, as: UInt64.self) }
        offset += 8
        return value
    }

    /// As many bytes as the varint before them says.
    mutating func lengthAndBytes() throws(Malformed) -> [UInt8] {
        Array(try take(try count(limit: end)))
    }

    /// As many bytes, without a copy.
    mutating func take(_ length: Int) throws(Malformed) -> ArraySlice<UInt8> {
        guard length >= 0, end - offset >= length else { throw Malformed() }
        defer { offset += length }
        return bytes[offset..<offset + length]
    }

    mutating func text() throws(Malformed) -> String {
        String(decoding: try lengthAndBytes(), as: UTF8.self)
    }
}
