internal import LogModel

/// What stands before the `:` in `q`: a parameter that tells which events, or a field of the journal.
enum QueryField: Hashable, Sendable {
    /// A parameter's full name.
    case parameter(String)
    /// A journal field.
    case journal(String)

    /// The parameters that `q` knows.
    static let parameters = [
        "unit", "user-unit", "identifier", "host", "boot", "priority", "facility", "uid", "k", "since", "until",
    ]
    /// Names that only `q` has.
    static let aliases = ["prio": "priority", "id": "identifier"]

    /// Nil for a name that is neither.
    init?(_ name: String) {
        if let parameter = Parameter.named(Self.aliases[name] ?? name), Self.parameters.contains(parameter.name) {
            self = .parameter(parameter.name)
        } else if FieldCondition.isFieldName(name) {
            self = .journal(name)
        } else {
            return nil
        }
    }

    /// The full name.
    var name: String {
        switch self {
        case .parameter(let name), .journal(let name): name
        }
    }

    /// Whether a `-` before it leaves out what matches.
    var canExclude: Bool {
        switch self {
        case .journal: true
        case .parameter(let name): !["since", "until", "k"].contains(name)
        }
    }
}
