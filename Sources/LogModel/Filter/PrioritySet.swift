/// A set of priorities, which events without a priority are never in.
public struct PrioritySet: Hashable, Sendable {
    /// Bit N for priority N.
    public let bits: UInt16

    /// Every priority.
    public static let all = PrioritySet(bits: 0xff)

    private init(bits: UInt16) {
        self.bits = bits
    }

    /// All from the more severe to the less severe end.
    public init(from severe: Priority, through mild: Priority) {
        bits = (severe.rawValue...mild.rawValue).reduce(0) { $0 | 1 << UInt16($1) }
    }

    /// `err` (that and more severe, as `journalctl -p`), or `warning..err` in either order.
    public init?(text: String) {
        guard let dots = text.firstRange(of: "..") else {
            guard let mild = Priority(text: text), let severe = Priority(rawValue: 0) else { return nil }
            self.init(from: severe, through: mild)
            return
        }
        guard let one = Priority(text: String(text[..<dots.lowerBound])),
            let other = Priority(text: String(text[dots.upperBound...]))
        else { return nil }
        self.init(
            from: one.rawValue < other.rawValue ? one : other,
            through: one.rawValue < other.rawValue ? other : one
        )
    }

    /// Whether no priority is in it.
    public var isEmpty: Bool { bits == 0 }

    /// What is in either.
    public func union(_ other: PrioritySet) -> PrioritySet { PrioritySet(bits: bits | other.bits) }

    /// What is in both.
    public func intersection(_ other: PrioritySet) -> PrioritySet { PrioritySet(bits: bits & other.bits) }

    /// What is in this one and not in the other.
    public func subtracting(_ other: PrioritySet) -> PrioritySet { PrioritySet(bits: bits & ~other.bits) }
}
