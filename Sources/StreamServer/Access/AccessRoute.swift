internal import HTTPTypes

/// The paths about access itself.
enum AccessRoute: Hashable, Sendable {
    case login
    case logout
    case whoami
    case tokens
    /// One credential, by its name.
    case token(String)
    case codes

    /// Nil for every other path, which is still percent-encoded here.
    init?(path: Substring) {
        switch path {
        case "/login": self = .login
        case "/logout": self = .logout
        case "/whoami": self = .whoami
        case "/admin/tokens": self = .tokens
        case "/admin/codes": self = .codes
        default:
            guard path.hasPrefix("/admin/tokens/") else { return nil }
            // What cannot be decoded is no name either.
            let name = try? PercentDecoding.text(path.dropFirst(14).utf8, plusIsSpace: false)
            self = .token(name ?? "")
        }
    }

    /// Whether it is root's alone.
    var isAdministration: Bool {
        switch self {
        case .tokens, .token, .codes: true
        case .login, .logout, .whoami: false
        }
    }

    /// Whether it is there for who has no access.
    var isOpen: Bool { self == .login || self == .logout }

    var methods: [HTTPRequest.Method] {
        switch self {
        case .login, .tokens: [.get, .head, .post]
        case .whoami: [.get, .head]
        case .logout, .codes: [.post]
        case .token: [.delete]
        }
    }
}

extension Route {
    /// Whether it is there for who has no access: what tells nothing of the host's logs.
    var isOpen: Bool {
        switch self {
        case .asset, .help, .openAPI, .health, .readiness: true
        case .logs, .event, .list, .status, .metrics, .root: false
        }
    }

    /// Whether it is about the agent and all of its log.
    var wantsWholeAccess: Bool { self == .status || self == .metrics }
}
