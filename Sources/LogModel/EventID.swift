/// The place of an event in the log: a decimal integer below 2^53, so that JavaScript holds it exactly.
///
/// IDs strictly increase in the order of the log, over all inputs together. Zero names no event: it is the
/// position before the first.
public struct EventID: RawRepresentable, Hashable, Comparable, Sendable {
    /// The number itself, `0 ..< 2^53`.
    public let rawValue: UInt64

    /// The first number that is no ID any more.
    public static let limit: UInt64 = 1 << 53
    /// The position before every event.
    public static let zero = EventID(unchecked: 0)

    /// Nil from 2^53 on.
    public init?(rawValue: UInt64) {
        guard rawValue < Self.limit else { return nil }
        self.rawValue = rawValue
    }

    /// An ID that is known to be in range because the log gave it.
    @inlinable
    public init(unchecked rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The canonical grammar alone, `0|[1-9][0-9]{0,15}` below 2^53: no sign, space, or leading zero.
    public init?(text: some StringProtocol) {
        let digits = text.utf8
        guard (1...16).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        guard digits.count == 1 || digits.first != 48 else { return nil }
        self.init(rawValue: digits.reduce(0) { $0 * 10 + UInt64($1 - 48) })
    }

    /// The ID that follows within a run.
    @inlinable
    public var next: EventID { EventID(unchecked: rawValue + 1) }

    /// The position just before this ID; zero stays zero.
    @inlinable
    public var previous: EventID { EventID(unchecked: rawValue == 0 ? 0 : rawValue - 1) }

    /// By number.
    @inlinable
    public static func < (left: EventID, right: EventID) -> Bool { left.rawValue < right.rawValue }
}
