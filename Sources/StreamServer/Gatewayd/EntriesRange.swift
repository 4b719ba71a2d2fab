/// What the `Range` header of `/entries` asks for.
///
/// `entries=[cursor][[:skip]:[n]]` and, as systemd 258, `realtime=[since]:[until][[:skip]:[n]]`. Any other unit is no
/// business of gatewayd's, and is ignored.
struct EntriesRange: Hashable, Sendable {
    /// Where to begin, before skipping.
    var anchor = Anchor.head
    /// Entries to skip forward from there, or backward when negative.
    var skip: Int64 = 0
    /// The most entries to send.
    var count: UInt64?
    /// The latest time in µs.
    var until: UInt64?

    /// `Last-Event-ID` named the cursor: what follows is wanted, also where its entry is gone.
    var resumes = false

    /// What a skip is counted from.
    enum Anchor: Hashable, Sendable {
        /// The oldest entry; a backward skip counts from the newest.
        case head
        /// The entry of a cursor.
        case cursor(String)
        /// The first entry of this time or later, in µs.
        case time(UInt64)
    }

    /// The header cannot be understood.
    struct Malformed: Error {}

    /// Everything, from the oldest.
    init() {}

    /// Reads the header.
    init(_ header: String?) throws(Malformed) {
        guard let header else { return }
        if header.hasPrefix("entries=") {
            try readEntries(Self.trimmed(header.dropFirst(8)))
        } else if header.hasPrefix("realtime=") {
            try readTimes(Self.trimmed(header.dropFirst(9)))
        }
    }

    private mutating func readEntries(_ text: Substring) throws(Malformed) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count > 1 { try readCount(parts.dropFirst()) }
        // What follows white space in a cursor is dropped.
        let cursor = parts[0].prefix { $0 != " " && $0 != "\t" }
        if !cursor.isEmpty { anchor = .cursor(String(cursor)) }
    }

    private mutating func readTimes(_ text: Substring) throws(Malformed) {
        let parts = text.split(separator: ":", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 1 else { throw Malformed() }
        var since: UInt64 = 0
        if !parts[0].isEmpty {
            guard let time = SystemdText.seconds(parts[0]) else { throw Malformed() }
            (anchor, since) = (.time(time), time)
        }
        if parts.count > 2 { try readCount(parts.dropFirst(2)) }
        guard !parts[1].isEmpty else { return }
        guard let time = SystemdText.seconds(parts[1]), time >= since else { throw Malformed() }
        until = time
    }

    /// `[skip:][n]`.
    private mutating func readCount(_ parts: ArraySlice<Substring>) throws(Malformed) {
        if parts.count > 1, let first = parts.first {
            guard let skip = SystemdText.signed(first) else { throw Malformed() }
            self.skip = skip
        }
        guard let last = parts.last, !last.isEmpty else { return }
        guard let count = SystemdText.unsigned(last), count > 0 else { throw Malformed() }
        self.count = count
    }

    private static func trimmed(_ text: Substring) -> Substring { text.drop { $0 == " " || $0 == "\t" } }
}
