/// What a path names.
enum Route: Hashable, Sendable {
    /// Events; of one unit where one is named.
    case logs(unit: String?)
    case status
    case health
    case readiness
    case help

    /// The paths of the help and of "did you mean".
    static let paths = ["/", "/help", "/logs", "/status", "/healthz", "/readyz"]

    /// Reads a path that is still percent-encoded.
    init(path: Substring) throws(Problem) {
        var parts = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).dropFirst()
        if parts.count > 1, parts.last?.isEmpty == true { parts = parts.dropLast() }
        guard path.hasPrefix("/"), parts.count <= 2, let first = parts.first else { throw Self.unknown(path) }
        let rest = parts.dropFirst().first
        switch (String(Substring(first)), rest) {
        case ("", nil), ("help", nil): self = .help
        case ("logs", nil): self = .logs(unit: nil)
        case ("logs", let unit?):
            do {
                self = .logs(unit: try PercentDecoding.text(Substring(unit).utf8, plusIsSpace: false))
            } catch {
                throw .badRequest(error.sentence("the unit in the path"))
            }
        case ("status", nil): self = .status
        case ("healthz", nil): self = .health
        case ("readyz", nil): self = .readiness
        default: throw Self.unknown(path)
        }
    }

    private static func unknown(_ path: Substring) -> Problem {
        let shown = path.prefix(80)
        let hint = NearestName.of(String(path), among: paths).map { ", did you mean \"\($0)\"?" }
        let list = "; there are /logs /logs/UNIT /status /healthz /readyz /help"
        return Problem(status: 404, detail: "there is nothing at \"\(shown)\"\(hint ?? list)")
    }
}
