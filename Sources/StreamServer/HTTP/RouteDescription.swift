/// One path as the help and `/openapi.json` tell of it.
struct RouteDescription: Sendable {
    /// With `{name}` for what varies.
    let path: String
    /// What it answers, in a line.
    let what: String
    /// What stands for the variable part, with an example.
    var variable: Variable?
    /// The table of parameters that it takes.
    var place: Parameter.Place?
    /// The media types of its answer, each with the schema of `/openapi.json` that it has, if it is no text.
    var types: [MediaType] = [MediaType("text/plain")]
    /// Statuses beside 200 and the refusals.
    var others: [(status: Int, what: String)] = []
    /// Whether it is systemd-journal-gatewayd's, which knows no other method than GET, and no parameters of ours.
    var isGatewayd = false
    /// Whether it is for root on the Unix socket alone.
    var isOfRoot = false
    /// What else than reading it takes.
    var actions: [Action] = []

    /// What varies in a path.
    struct Variable: Sendable {
        let name: String
        let what: String
        let example: String
        let schema: ParameterSchema
    }

    /// One form of an answer.
    struct MediaType: Sendable {
        let name: String
        /// Nil for text.
        let schema: String?

        init(_ name: String, _ schema: String? = nil) { (self.name, self.schema) = (name, schema) }
    }

    /// The statuses for what is asked wrongly: 404 where a path, a unit or a boot may be none that there is.
    var refusals: [Int] {
        let mayLack = place != nil || variable != nil
        let ofAll = [400, isGatewayd ? 406 : 405, 413, 414, 421, 431] + (isOpen ? [] : [401, 429])
        return (ofAll + (mayLack ? [404] : []) + (mayBeForbidden ? [403] : [])).sorted()
    }

    private static let events = [
        MediaType("text/plain"), MediaType("application/x-ndjson"), MediaType("text/event-stream", "ServerSentEvent"),
        MediaType("application/vnd.fdo.journal"), MediaType("text/html"),
    ]
    private static let known = (status: 304, what: "The log page is the one that If-None-Match names")
    private static let ended = (status: 204, what: "The stream of this Last-Event-ID has ended for good")
    private static let full = (status: 503, what: "Too many streams; Retry-After tells when to come again")

    private static func counted(
        _ path: String,
        _ what: String,
        _ schema: String,
        _ place: Parameter.Place = .list
    ) -> RouteDescription {
        RouteDescription(path: path, what: what, place: place, types: [MediaType("application/json", schema)])
    }

    private static func ours(_ path: String, _ what: String, others: [(Int, String)] = []) -> RouteDescription {
        RouteDescription(path: path, what: what, others: others)
    }

    /// All paths, in the order of the help.
    static let all: [RouteDescription] =
        [
            RouteDescription(
                path: "/",
                what: "the log page in a browser (text/html), as /logs and /e/ID; else the help",
                types: [MediaType("text/plain"), MediaType("text/html")],
                others: [known]
            ),
            RouteDescription(
                path: "/logs",
                what: "every event, in the order of IDs",
                place: .logs,
                types: events,
                others: [ended, known, full]
            ),
            RouteDescription(
                path: "/logs/{unit}",
                what: "one unit: UNIT or UNIT.service, or a glob",
                variable: Variable(
                    name: "unit",
                    what: "A unit, with or without .service, or a glob",
                    example: "ssh",
                    schema: .text(.name, Limits.nameBytes)
                ),
                place: .logs,
                types: events,
                others: [ended, known, full]
            ),
            RouteDescription(
                path: "/e/{id}",
                what: "one event; context=N shows what stands around it",
                variable: Variable(name: "id", what: "An event ID", example: "1795482023004710", schema: .eventID),
                place: .event,
                types: events,
                others: [known]
            ),
            counted("/units", "units with counts, first and last event", "Units"),
            RouteDescription(
                path: "/boots",
                what: "boots with counts, first and last event; gatewayd's list by Accept",
                place: .list,
                types: [MediaType("application/json", "Boots"), MediaType(EntryFormat.sequence.contentType)]
            ),
            counted("/facets", "counts per value of fields", "Facets"),
            counted("/hist", "counts per time and priority", "Histogram", .histogram),
            RouteDescription(
                path: "/status",
                what: "the log, its inputs, its streams: text, or JSON by Accept",
                types: [MediaType("text/plain"), MediaType("application/json", "Status")]
            ),
            ours("/healthz", "ok while the log answers", others: [(503, "The log does not answer")]),
            ours("/readyz", "ok while events come in", others: [(503, "Why no events come in")]),
            ours("/metrics", "figures for Prometheus"),
            RouteDescription(
                path: "/openapi.json",
                what: "this interface as OpenAPI 3.1",
                types: [MediaType("application/json", "Document")]
            ),
            ours("/help", "the help"),
            RouteDescription(
                path: "/help/{topic}",
                what: "one parameter, or q or time",
                variable: Variable(
                    name: "topic",
                    what: "A parameter, q or time",
                    example: "since",
                    schema: .choice(HelpTopic.keys)
                )
            ),
        ] + access + gatewayd
}
