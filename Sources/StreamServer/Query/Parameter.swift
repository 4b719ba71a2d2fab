internal import LogModel

/// One parameter: what the parser, the help, `/openapi.json` and "did you mean" know of it.
struct Parameter: Sendable {
    /// The name.
    let name: String
    /// The one-letter form.
    let short: String?
    /// What stands after the `=` in the help.
    let value: String
    /// What it does, in a line.
    let what: String
    /// What a value may be.
    let schema: ParameterSchema
    /// Values that are right.
    let examples: [String]
    /// Whether it may stand there more than once.
    let isRepeatable: Bool
    /// The paths that take it.
    let places: Set<Place>
    /// Puts a value into the query.
    let read: @Sendable (GivenParameter, inout Query) throws(Problem) -> Void

    /// A kind of path that takes parameters.
    enum Place: Sendable {
        /// `/logs` and `/logs/UNIT`.
        case logs
        /// `/e/ID`.
        case event
        /// `/units`, `/boots` and `/facets`.
        case list
        /// `/hist`.
        case histogram

        /// The path as the help and errors name it.
        var path: String {
            switch self {
            case .logs: "/logs"
            case .event: "/e/ID"
            case .list: "/units, /boots and /facets"
            case .histogram: "/hist"
            }
        }
    }

    /// The paths that choose among events.
    static let filtering: Set<Place> = [.logs, .list, .histogram]

    init(
        _ name: String,
        _ short: String?,
        _ value: String,
        _ what: String,
        _ schema: ParameterSchema,
        examples: [String] = [],
        isRepeatable: Bool = false,
        places: Set<Place> = [.logs],
        read: @escaping @Sendable (GivenParameter, inout Query) throws(Problem) -> Void
    ) {
        (self.name, self.short, self.value, self.what) = (name, short, value, what)
        (self.schema, self.examples) = (schema, examples)
        (self.isRepeatable, self.places, self.read) = (isRepeatable, places, read)
    }

    /// All there are, in the order of the help.
    static let all: [Parameter] =
        placing + (selecting + searching).map { $0.taken(at: filtering) } + showing + counting

    private func taken(at places: Set<Place>) -> Parameter {
        Parameter(
            name,
            short,
            value,
            what,
            schema,
            examples: examples,
            isRepeatable: isRepeatable,
            places: places,
            read: read
        )
    }

    /// The parameter of this name or short form.
    static func named(_ text: some StringProtocol) -> Parameter? {
        byName[String(text)]
    }

    private static let byName: [String: Parameter] = {
        let short = all.compactMap { parameter in parameter.short.map { ($0, parameter) } }
        return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) } + short)
    }()

    /// The answer to a name that is none of a path's, with the nearest that is.
    static func unknown(_ name: String, at place: Place) -> Problem {
        let shown = String(name.prefix(40))
        let names = all.filter { $0.places.contains(place) }.map(\.name)
        if let known = named(name) {
            let others = known.places.map(\.path).sorted().joined(separator: ", ")
            return .badParameter(
                shown,
                "\"\(known.name)\" is no parameter of \(place.path); \(others) has it, and \(place.path) takes "
                    + names.joined(separator: " ")
            )
        }
        let nearest = NearestName.of(name, among: names)
        let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; there are \(names.joined(separator: " "))"
        return .badParameter(shown, "unknown parameter \"\(shown)\"\(hint)\(fieldHint(name))")
    }

    /// What to tell someone who may have meant a field.
    private static func fieldHint(_ name: String) -> String {
        if name.hasPrefix("__") { return "; __ fields are addresses that entries cannot be matched by" }
        let isLikeField = name.utf8.count > 1 && name.uppercased() == name && name.utf8.contains(UInt8(ascii: "_"))
        return isLikeField ? "; a field is capitals, digits and _, at most 64" : ""
    }
}
