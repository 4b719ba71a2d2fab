/// A field of an event as the journal stores it: `NAME=value`, the value any bytes.
public struct Field: Hashable, Sendable {
    /// Name, `=`, value.
    public let bytes: [UInt8]
    /// The length of the name.
    public let nameLength: Int

    /// Nil without a `=` or with an empty name.
    public init?(bytes: [UInt8]) {
        guard let equals = bytes.firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return nil }
        self.bytes = bytes
        nameLength = equals
    }

    /// From a name without `=` and a text value.
    public init(_ name: String, _ value: String) {
        precondition(!name.isEmpty && !name.utf8.contains(UInt8(ascii: "=")), "BUG: a field name holds '='")
        bytes = Array("\(name)=\(value)".utf8)
        nameLength = name.utf8.count
    }

    /// The name, such as `_SYSTEMD_UNIT`.
    public var name: String { String(decoding: bytes[..<nameLength], as: UTF8.self) }
    /// The value's bytes.
    public var value: ArraySlice<UInt8> { bytes[(nameLength + 1)...] }
    /// The value as text, invalid UTF-8 replaced.
    public var text: String { String(decoding: value, as: UTF8.self) }
}
