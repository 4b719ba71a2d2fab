/// How events are written.
enum OutputFormat: String, CaseIterable, Hashable, Sendable {
    /// Server-sent events with a JSON object each.
    case sse
    /// One JSON object a line.
    case json
    /// JSON objects over several lines, for people.
    case jsonPretty = "json-pretty"
    /// As `journalctl -o short`.
    case short
    /// The same with the date and the zone in ISO 8601.
    case shortISO = "short-iso"
    /// The messages alone.
    case cat
    /// The journal's export format.
    case export

    /// The names of all.
    static func list(_ separator: String) -> String { allCases.map(\.rawValue).joined(separator: separator) }

    /// The media type.
    var contentType: String {
        switch self {
        case .sse: "text/event-stream"
        case .json: "application/x-ndjson"
        case .jsonPretty, .short, .shortISO, .cat: "text/plain; charset=utf-8"
        case .export: "application/vnd.fdo.journal"
        }
    }

    /// Whether fields are shown, so that a choice of them makes a difference.
    var hasFields: Bool { self == .sse || self == .json || self == .jsonPretty }

    /// Whether messages are written for a terminal, so that colours and their exact bytes make a difference.
    var isText: Bool { self == .short || self == .shortISO || self == .cat }
}
