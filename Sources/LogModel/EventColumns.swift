/// Events as columns: what an input builds, a block stores, and a query reads, one shape from end to end.
///
/// Own fields of an event (all but MESSAGE, PRIORITY and what the origin holds) are one byte string:
/// for each field its length as a LEB128 varint, then `NAME=value`.
public struct EventColumns: Hashable, Sendable {
    /// Time of each event in µs since 1970.
    public private(set) var times: [Int64] = []
    /// Index of each event's origin in `origins`.
    public private(set) var originIndexes: [UInt32] = []
    /// What each event is, and its priority.
    public private(set) var kinds: [Kind] = []
    /// The messages; empty where there is none (`Kind.hasMessage`).
    public private(set) var messages = ByteColumn()
    /// The own fields.
    public private(set) var ownFields = ByteColumn()
    /// The addresses of journal entries; `JournalAddress.none` for other events.
    public private(set) var addresses: [JournalAddress] = []
    /// The dictionary that `originIndexes` points into.
    public private(set) var origins: [Origin] = []

    /// No events.
    public init() {}

    /// A decoded block's parts; all columns have the same count, and every index is within `origins`.
    public init(
        times: [Int64],
        originIndexes: [UInt32],
        kinds: [Kind],
        messages: ByteColumn,
        ownFields: ByteColumn,
        addresses: [JournalAddress],
        origins: [Origin]
    ) {
        (self.times, self.originIndexes, self.kinds) = (times, originIndexes, kinds)
        (self.messages, self.ownFields) = (messages, ownFields)
        (self.addresses, self.origins) = (addresses, origins)
    }

    /// The number of events.
    @inlinable
    public var count: Int { times.count }
    /// Whether there is no event.
    @inlinable
    public var isEmpty: Bool { times.isEmpty }
    /// The bytes of messages and own fields.
    @inlinable
    public var contentBytes: Int { messages.bytes.count + ownFields.bytes.count }
    /// The memory the events take, near enough to bound queues by, in bytes.
    public var byteCount: Int { contentBytes + count * 56 + origins.count * 1024 }

    /// The origin of an event.
    @inlinable
    public func origin(at index: Int) -> Origin { origins[Int(originIndexes[index])] }

    /// Adds an origin to the dictionary; the caller interns, so that none stands there twice.
    public mutating func addOrigin(_ origin: Origin) -> UInt32 {
        origins.append(origin)
        return UInt32(origins.count - 1)
    }

    /// Adds an event. `message` nil means that it has none; `ownFields` is in the form described above.
    public mutating func append(
        time: Timestamp,
        origin: UInt32,
        kind: Kind,
        message: UnsafeRawBufferPointer?,
        ownFields own: UnsafeRawBufferPointer,
        address: JournalAddress = .none
    ) {
        times.append(time.microseconds)
        originIndexes.append(origin)
        kinds.append(message == nil ? kind.withoutMessage : kind)
        if let message { messages.append(message) } else { messages.appendEmpty() }
        ownFields.append(own)
        addresses.append(address)
    }

    /// Adds a gap: a loss upstream, which is an event with an ID of its own.
    public mutating func append(gap: Gap, time: Timestamp, origin: UInt32) {
        gap.json.withUnsafeBytes { json in
            append(
                time: time,
                origin: origin,
                kind: .gap,
                message: json,
                ownFields: UnsafeRawBufferPointer(rebasing: json[0..<0])
            )
        }
    }

    /// Adds all events of another batch, interning its origins into this one's dictionary.
    public mutating func append(contentsOf other: EventColumns) {
        var known: [Origin: UInt32] = [:]
        for (index, origin) in origins.enumerated() { known[origin] = UInt32(index) }
        let mapping = other.origins.map { known[$0] ?? addOrigin($0) }
        times.append(contentsOf: other.times)
        originIndexes.append(contentsOf: other.originIndexes.lazy.map { mapping[Int($0)] })
        kinds.append(contentsOf: other.kinds)
        messages.append(contentsOf: other.messages)
        ownFields.append(contentsOf: other.ownFields)
        addresses.append(contentsOf: other.addresses)
    }

    /// Makes room for a batch with as many bytes of messages, and as many of own fields.
    public mutating func reserve(events: Int, bytes: Int) {
        times.reserveCapacity(events)
        originIndexes.reserveCapacity(events)
        kinds.reserveCapacity(events)
        addresses.reserveCapacity(events)
        messages.reserve(values: events, bytes: bytes)
        ownFields.reserve(values: events, bytes: bytes)
    }
}
