/// A point in time as a person writes it: `-10m`, `yesterday 9:00`, `14:05`, `2026-11-23T14:05:30Z`, `@1795482023`.
///
/// Readings without a zone are local. Fractions of a second beyond microseconds are cut.
public enum TimeExpression {
    /// What was written is no time.
    public struct Invalid: Error, Hashable, CustomStringConvertible {
        /// The text as written, at most 64 characters of it.
        public let text: String
        /// One sentence that lists what is accepted.
        public var description: String {
            """
            "\(text)" is no time; accepted are -10m, "2h ago", now, today, yesterday 9:00, 14:05, 14:05:30, \
            2026-11-23, "2026-11-23 14:05:30.5", 2026-11-23T14:05:30+01:00, @1795482023.5
            """
        }
    }

    /// Reads a time; `zoneOffset` gives the seconds east of UTC at a count of seconds since 1970.
    public static func timestamp(
        _ text: String,
        now: Timestamp,
        zoneOffset: @escaping (Int64) -> Int
    ) throws(Invalid) -> Timestamp {
        guard text.utf8.count <= 64 else { throw Invalid(text: String(text.prefix(64))) }
        var scanner = TimeScanner(text, zone: LocalZone(now: now, offset: zoneOffset))
        guard let time = scanner.time() else { throw Invalid(text: text) }
        return time
    }

    /// Reads a span of time such as `30s`, `1h30m` or `90 min`, in µs; nil for anything else.
    public static func duration(_ text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        var scanner = TimeScanner(text, zone: LocalZone(now: Timestamp(microseconds: 0), offset: { _ in 0 }))
        return scanner.span()
    }
}
