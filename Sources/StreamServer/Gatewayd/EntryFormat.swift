/// How `/entries` writes journal entries: systemd-journal-gatewayd's five forms.
enum EntryFormat: String, CaseIterable, Hashable, Sendable {
    /// journalctl's `short`.
    case text = "text/plain"
    /// One JSON object a line.
    case json = "application/json"
    /// Server-sent events with a JSON object each.
    case sse = "text/event-stream"
    /// JSON text sequences (RFC 7464).
    case sequence = "application/json-seq"
    /// The journal's export format.
    case export = "application/vnd.fdo.journal"

    /// By exact equality, as gatewayd has it: a list, a parameter or a wildcard means text.
    init(accept: String?) {
        self = accept.flatMap { EntryFormat(rawValue: $0) } ?? .text
    }

    /// The media type.
    var contentType: String { rawValue }
}
