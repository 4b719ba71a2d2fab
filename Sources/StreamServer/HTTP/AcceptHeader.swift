/// What a client says it wants back (RFC 9110 §12.5.1).
struct AcceptHeader: Sendable {
    /// The kinds of answer there are, in the order that decides between equals.
    enum Kind: CaseIterable, Sendable {
        case html
        case eventStream
        case json
        case text
    }

    /// The kind that the client likes best; text where it names none of ours.
    let preferred: Kind
    /// Whether an EventSource asks: it takes no status but 200 for an answer.
    let takesEventStream: Bool
    /// Whether a program that reads JSON asks.
    let takesJSON: Bool

    /// Reads all values of the header together; an absent one takes anything.
    init(_ value: String?) {
        var quality: [Kind: Int] = [:]
        for range in WeightedName.all(in: value ?? "*/*") {
            guard let kind = Self.kind(of: range.name) else { continue }
            quality[kind] = max(quality[kind] ?? 0, range.weight)
        }
        let best = quality.values.max() ?? 0
        preferred = best == 0 ? .text : Kind.allCases.first { quality[$0] == best } ?? .text
        takesEventStream = (quality[.eventStream] ?? 0) > 0
        takesJSON = (quality[.json] ?? 0) > 0
    }

    private static func kind(of type: String) -> Kind? {
        switch type {
        case "text/html": .html
        case "text/event-stream": .eventStream
        case "application/x-ndjson", "application/json", "application/problem+json": .json
        case "*/*", "text/plain", "text/*": .text
        default: nil
        }
    }
}
