internal import LogModel

/// What a path names.
enum Route: Hashable, Sendable {
    /// Events; of one unit where one is named.
    case logs(unit: String?)
    /// One event, by its ID.
    case event(EventID)
    /// Counts of events.
    case list(ListRequest.Kind)
    case status
    case openAPI
    case metrics
    case health
    case readiness
    /// A file of the page, by its whole path.
    case asset(String)
    /// The page; the help for who does not read pages.
    case root
    /// The help; about one topic where one is named.
    case help(topic: String?)

    /// The paths of the help and of "did you mean".
    static let paths = [
        "/", "/help", "/logs", "/e", "/units", "/boots", "/facets", "/hist", "/status", "/healthz", "/readyz",
        "/metrics", "/openapi.json", "/entries", "/machine", "/fields", "/browse", "/login", "/logout", "/whoami",
    ]

    /// Reads a path that is still percent-encoded.
    init(path: Substring) throws(Problem) {
        if path.hasPrefix("/page/") {
            self = .asset(String(path))
            return
        }
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        if parts.count > 1, parts.last?.isEmpty == true { parts = parts.dropLast() }
        guard path.hasPrefix("/"), parts.count <= 2, let first = parts.first else { throw Self.unknown(path) }
        let rest = parts.dropFirst().first
        switch (String(Substring(first)), rest) {
        case ("", nil): self = .root
        case ("help", nil): self = .help(topic: nil)
        case ("help", let topic?): self = .help(topic: try Self.text(topic, "the topic in the path"))
        case ("e", let id?): self = .event(try Self.eventID(id))
        case ("openapi.json", nil): self = .openAPI
        case ("logs", nil): self = .logs(unit: nil)
        case ("logs", let unit?):
            let name = try Self.text(unit, "the unit in the path")
            guard !name.isEmpty else { throw Self.unknown(path) }
            guard name.utf8.count <= Limits.nameBytes else {
                throw .badRequest("the unit in the path is longer than \(Limits.nameBytes) bytes")
            }
            self = .logs(unit: name)
        case ("status", nil): self = .status
        case ("metrics", nil): self = .metrics
        case ("healthz", nil): self = .health
        case ("readyz", nil): self = .readiness
        case (let name, nil):
            guard let kind = ListRequest.Kind(rawValue: name) else { throw Self.unknown(path) }
            self = .list(kind)
        default: throw Self.unknown(path)
        }
    }

    private static func text(_ part: Substring.UTF8View.SubSequence, _ what: String) throws(Problem) -> String {
        do {
            return try PercentDecoding.text(Substring(part).utf8, plusIsSpace: false)
        } catch {
            throw .badRequest(error.sentence(what))
        }
    }

    private static func eventID(_ part: Substring.UTF8View.SubSequence) throws(Problem) -> EventID {
        let text = try text(part, "the ID in the path")
        guard let id = EventID(text: text) else { throw .badRequest("the path \(EventID.grammar(text))") }
        return id
    }

    private static func unknown(_ path: Substring) -> Problem {
        let shown = path.prefix(80)
        let hint = NearestName.of(String(path), among: paths).map { ", did you mean \"\($0)\"?" }
        let list = "; there are /logs /logs/UNIT /e/ID /units /boots /facets /hist /status /metrics /openapi.json /help"
        return Problem(status: 404, detail: "there is nothing at \"\(shown)\"\(hint ?? list)")
    }
}
