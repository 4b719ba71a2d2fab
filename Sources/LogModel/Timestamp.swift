/// Microseconds since 1970-01-01T00:00:00Z, as the journal counts them.
public struct Timestamp: Hashable, Comparable, Sendable {
    /// The count; negative before 1970.
    public var microseconds: Int64

    /// From a count of microseconds.
    @inlinable
    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Before every event.
    public static let distantPast = Timestamp(microseconds: .min)
    /// After every event.
    public static let distantFuture = Timestamp(microseconds: .max)

    /// By time.
    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// This time moved by a number of seconds, bounded by the ends of the scale.
    public func advanced(bySeconds seconds: Int64) -> Timestamp {
        let (product, over) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overSum) = microseconds.addingReportingOverflow(product)
        if over || overSum { return seconds < 0 ? .distantPast : .distantFuture }
        return Timestamp(microseconds: sum)
    }
}
