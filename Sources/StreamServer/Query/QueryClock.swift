internal import LogModel

/// What is needed to read times: the present, the zone, and the zones that there are.
struct QueryClock: Sendable {
    let now: Timestamp
    /// Seconds east of UTC at a count of seconds since 1970, where a time names no zone.
    var zoneOffset: @Sendable (Int64) -> Int
    /// The same of a zone by its name or offset; nil when there is none.
    var zone: @Sendable (String) -> (@Sendable (Int64) -> Int)? = { Self.offsets(of: $0) }

    private static func offsets(of zone: String) -> (@Sendable (Int64) -> Int)? {
        guard let rules = ZoneFiles.zone(zone) else { return nil }
        return { rules.offset(at: $0) }
    }
}
