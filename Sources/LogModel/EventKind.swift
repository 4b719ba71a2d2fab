extension EventColumns {
    /// One byte an event: bits 0–3 the priority (8 for none), bit 6 "has no message", bit 7 "is a gap".
    public struct Kind: RawRepresentable, Hashable, Sendable {
        /// The byte.
        public let rawValue: UInt8

        /// Any byte; `isValid` tells whether it means something.
        @inlinable
        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        /// A log event with this priority, or with none.
        @inlinable
        public init(priority: Priority?) {
            rawValue = priority?.rawValue ?? 8
        }

        /// A loss upstream.
        public static let gap = Kind(rawValue: 0x88)

        /// The same with the mark that there is no message.
        @inlinable
        public var withoutMessage: Kind { Kind(rawValue: rawValue | 0x40) }
        /// Whether there is a message, which may be empty.
        @inlinable
        public var hasMessage: Bool { rawValue & 0x40 == 0 }
        /// Whether it is a gap and no log event.
        @inlinable
        public var isGap: Bool { rawValue & 0x80 != 0 }
        /// The priority of an event that has one.
        @inlinable
        public var priority: Priority? { Priority(rawValue: rawValue & 0x0f) }
        /// The bit of a `PrioritySet` that decides: 0–7, or 8 for none.
        @inlinable
        public var priorityBit: UInt16 { 1 << UInt16(rawValue & 0x0f) }
        /// Whether every bit has a meaning.
        public var isValid: Bool { rawValue & 0x30 == 0 && rawValue & 0x0f <= 8 }
    }
}
