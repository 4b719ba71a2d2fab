public import LogModel

/// What events can be counted by without reading their messages.
public enum Facet: String, CaseIterable, Hashable, Sendable {
    /// The units an event belongs to: one of several counts for each.
    case unit
    /// SYSLOG_IDENTIFIER.
    case identifier
    /// 0 to 7; events without one are not counted.
    case priority
    /// _HOSTNAME.
    case host
    /// _BOOT_ID.
    case boot
    /// _PID.
    case pid
    /// The input of Logcast.
    case input

    /// The values of an origin; empty for the priority, which is the event's.
    func values(of origin: Origin) -> [String] {
        switch self {
        case .unit: origin.units
        case .identifier: Self.field(Self.identifierName, of: origin)
        case .priority: []
        case .host: Self.field(Self.hostName, of: origin)
        case .boot: Self.field(Self.bootName, of: origin)
        case .pid: Self.field(Self.pidName, of: origin)
        case .input: [origin.input]
        }
    }

    private static let identifierName = Array("SYSLOG_IDENTIFIER".utf8)
    private static let hostName = Array("_HOSTNAME".utf8)
    private static let bootName = Array("_BOOT_ID".utf8)
    private static let pidName = Array("_PID".utf8)

    /// The first field of this name: a process has one.
    private static func field(_ name: [UInt8], of origin: Origin) -> [String] {
        let field = origin.fields.first { $0.nameLength == name.count && $0.bytes.starts(with: name) }
        return field.map { [$0.text] } ?? []
    }
}

/// The values of a facet with their counts.
public struct FacetCounts: Hashable, Sendable {
    /// A value and its events.
    public struct Value: Hashable, Sendable {
        /// The value.
        public var value: String
        /// How many events have it.
        public var count: UInt64
        /// The first event with it, where that was asked for.
        public var first: Edge?
        /// The last event with it, where that was asked for.
        public var last: Edge?
    }

    /// An event at the edge of what has a value.
    public struct Edge: Hashable, Sendable {
        /// Its ID.
        public var id: EventID
        /// Its time.
        public var time: Timestamp
    }

    /// The values, the most frequent first.
    public var values: [Value]
    /// How many values there are in all, as far as they were told apart.
    public var distinct: Int
    /// Whether some values are not in `values`.
    public var isCut: Bool

    /// No events.
    public static let none = FacetCounts(values: [], distinct: 0, isCut: false)
}
