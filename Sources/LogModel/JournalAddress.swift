/// What a journal entry's `__CURSOR` needs beyond the trusted fields and the time.
public struct JournalAddress: Hashable, Sendable {
    /// Sequence number, from 1; 0 for an event that is no journal entry.
    public var sequence: UInt64
    /// Monotonic time in µs since that boot.
    public var monotonic: UInt64
    /// The XOR hash of the entry's data.
    public var xorHash: UInt64

    /// Of a journal entry.
    @inlinable
    public init(sequence: UInt64, monotonic: UInt64, xorHash: UInt64) {
        (self.sequence, self.monotonic, self.xorHash) = (sequence, monotonic, xorHash)
    }

    /// Of every other event.
    public static let none = JournalAddress(sequence: 0, monotonic: 0, xorHash: 0)
}
