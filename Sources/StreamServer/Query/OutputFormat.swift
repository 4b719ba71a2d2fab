/// How events are written.
enum OutputFormat: String, CaseIterable, Hashable, Sendable {
    /// Server-sent events with a JSON object each.
    case sse
    /// One JSON object a line.
    case json
    /// As `journalctl -o short`.
    case short
    /// The messages alone.
    case cat

    /// The names of all.
    static func list(_ separator: String) -> String { allCases.map(\.rawValue).joined(separator: separator) }

    /// The media type.
    var contentType: String {
        switch self {
        case .sse: "text/event-stream"
        case .json: "application/x-ndjson"
        case .short, .cat: "text/plain; charset=utf-8"
        }
    }

    /// Whether fields are shown, so that a choice of them makes a difference.
    var hasFields: Bool { self == .sse || self == .json }
}
