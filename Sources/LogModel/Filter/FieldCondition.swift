/// What a field of the journal must be: the value of one of `included` (any when empty), and of none of `excluded`.
///
/// An event without the field passes only where nothing is included. A field that stands there several times is each
/// of its values.
public struct FieldCondition: Hashable, Sendable {
    /// The field's name.
    public let name: String
    /// Values of which one must be there.
    public let included: [Value]
    /// Values of which none may be there.
    public let excluded: [Value]
    /// Where in an event the field stands.
    let home: Home
    /// The name and the `=`.
    let lead: [UInt8]

    /// What a value is compared with.
    public enum Value: Hashable, Sendable {
        /// These bytes.
        case bytes([UInt8])
        /// Whatever this pattern matches.
        case glob(Glob)

        /// A name as a person writes it: a pattern where it holds `*`, `?` or `[`.
        public init(name: String) {
            self = Glob.isPattern(name) ? .glob(Glob(name)) : .bytes(Array(name.utf8))
        }

        @inline(__always)
        func matches(_ value: UnsafeRawBufferPointer) -> Bool {
            switch self {
            case .bytes(let bytes): value.count == bytes.count && bytes.withUnsafeBytes { Self.isEqual(value, $0) }
            case .glob(let glob): glob.matches(value)
            }
        }

        /// From the end, where values differ sooner than at the front.
        @inline(__always)
        private static func isEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
            var at = left.count - 1
            while at >= 0, left[at] == right[at] { at -= 1 }
            return at < 0
        }
    }

    /// Where a field stands.
    enum Home: Hashable, Sendable {
        /// In the origin: decided once for all of its events in a block.
        case origin
        /// In the column of priorities; one that is no priority, or a second one, among the own fields.
        case priority
        /// In the column of messages; a second one among the own fields.
        case message
        /// Among the own fields.
        case own

        init(_ name: String) {
            switch name {
            case "PRIORITY": self = .priority
            case "MESSAGE": self = .message
            case "SYSLOG_IDENTIFIER": self = .origin
            // These differ from line to line (see Origin).
            case "_LINE_BREAK", "_AUDIT_ID": self = .own
            default: self = name.hasPrefix("_") && !name.hasPrefix("_SOURCE_") ? .origin : .own
            }
        }
    }

    /// Whether an event's origin alone decides it.
    public var isDecidedByOrigin: Bool { home == .origin }

    /// A condition on a field.
    public init(_ name: String, included: [Value] = [], excluded: [Value] = []) {
        (self.name, self.included, self.excluded) = (name, included, excluded)
        home = Home(name)
        lead = Array(name.utf8) + [UInt8(ascii: "=")]
    }

    /// From names and patterns, a leading `!` excluding.
    public init(_ name: String, parameters: [String]) {
        self.init(
            name,
            included: parameters.filter { !$0.hasPrefix("!") }.map { Value(name: $0) },
            excluded: parameters.filter { $0.hasPrefix("!") }.map { Value(name: String($0.dropFirst())) }
        )
    }

    /// Whether a name is one that entries can be matched by: capitals, digits and `_`, at most 64, no digit first,
    /// and not two `_`, which are the journal's own addresses (sd-journal.c's match_is_valid()).
    public static func isFieldName(_ name: some StringProtocol) -> Bool {
        let bytes = name.utf8
        guard (1...64).contains(bytes.count), !name.hasPrefix("__"), let first = bytes.first, !isDigit(first) else {
            return false
        }
        return bytes.allSatisfy { (65...90).contains($0) || isDigit($0) || $0 == UInt8(ascii: "_") }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

    // MARK: Deciding

    /// What the values seen so far come to.
    struct Verdict {
        private var isIncluded: Bool
        private var isExcluded = false

        @inline(__always)
        init(_ condition: FieldCondition) {
            isIncluded = condition.included.isEmpty
        }

        /// Takes one value of the field.
        @inline(__always)
        mutating func take(_ value: UnsafeRawBufferPointer, _ condition: FieldCondition) {
            if !isIncluded {
                for index in condition.included.indices where condition.included[index].matches(value) {
                    isIncluded = true
                }
            }
            if !isExcluded {
                for index in condition.excluded.indices where condition.excluded[index].matches(value) {
                    isExcluded = true
                }
            }
        }

        @inline(__always)
        var passes: Bool { isIncluded && !isExcluded }
    }

    /// Whether events of this origin pass; of a field that stands in origins.
    func matches(_ origin: Origin) -> Bool {
        var verdict = Verdict(self)
        for field in origin.fields where has(field) {
            field.bytes.withUnsafeBytes { verdict.take(UnsafeRawBufferPointer(rebasing: $0[lead.count...]), self) }
        }
        return verdict.passes
    }

    /// Whether a loss told by this origin may have been of events that pass: the journal's own origin tells nothing
    /// of those, a file's is that of its lines.
    func matchesGap(of origin: Origin) -> Bool {
        if home != .origin { return true }
        if origin.input.hasPrefix("journal"), !origin.fields.contains(where: { has($0) }) { return true }
        return matches(origin)
    }

    private func has(_ field: Field) -> Bool {
        field.nameLength == lead.count - 1 && field.bytes.starts(with: lead)
    }
}
