/// One path as the help and `/openapi.json` tell of it.
struct RouteDescription: Sendable {
    /// With `{name}` for what varies.
    let path: String
    /// What it answers, in a line.
    let what: String
    /// What stands for the variable part, with an example.
    var variable: (name: String, what: String, example: String)?
    /// The table of parameters that it takes.
    var place: Parameter.Place?
    /// The media types of its answer.
    var types: [String] = ["text/plain"]
    /// Statuses beside 200, and 4xx for what is asked wrongly.
    var others: [(status: Int, what: String)] = []

    private static let events = ["text/plain", "application/x-ndjson", "text/event-stream"]
    private static let ended = (status: 204, what: "The stream of this Last-Event-ID has ended for good")
    private static let full = (status: 503, what: "Too many streams; Retry-After tells when to come again")

    private static func counted(_ path: String, _ what: String, _ place: Parameter.Place = .list) -> RouteDescription {
        RouteDescription(path: path, what: what, place: place, types: ["application/json"])
    }

    /// All paths, in the order of the help.
    static let all: [RouteDescription] = [
        RouteDescription(
            path: "/logs",
            what: "every event, in the order of IDs",
            place: .logs,
            types: events,
            others: [ended, full]
        ),
        RouteDescription(
            path: "/logs/{unit}",
            what: "one unit: UNIT or UNIT.service, or a glob",
            variable: ("unit", "A unit, with or without .service, or a glob", "ssh"),
            place: .logs,
            types: events,
            others: [ended, full]
        ),
        RouteDescription(
            path: "/e/{id}",
            what: "one event; context=N shows what stands around it",
            variable: ("id", "An event ID", "1795482023004710"),
            place: .event,
            types: events
        ),
        counted("/units", "units with counts, first and last event"),
        counted("/boots", "boots with counts, first and last event"),
        counted("/facets", "counts per value of fields"),
        counted("/hist", "counts per time and priority", .histogram),
        RouteDescription(
            path: "/status",
            what: "the log, its inputs, its streams: text, or JSON by Accept",
            types: ["text/plain", "application/json"]
        ),
        RouteDescription(
            path: "/healthz",
            what: "ok while the log answers",
            others: [(503, "The log does not answer")]
        ),
        RouteDescription(path: "/readyz", what: "ok while events come in", others: [(503, "Why no events come in")]),
        RouteDescription(path: "/metrics", what: "figures for Prometheus"),
        RouteDescription(path: "/openapi.json", what: "this interface as OpenAPI 3.1", types: ["application/json"]),
        RouteDescription(path: "/help", what: "the help"),
        RouteDescription(
            path: "/help/{topic}",
            what: "one parameter, or q or time",
            variable: ("topic", "A parameter, q or time", "since")
        ),
    ]
}
