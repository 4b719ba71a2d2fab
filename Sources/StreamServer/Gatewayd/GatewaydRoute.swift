/// The paths that systemd-journal-gatewayd's clients know.
enum GatewaydRoute: Hashable, Sendable {
    case entries
    case machine
    /// The values of one field.
    case fields(String)
    /// The boots, for who asks for them as systemd 258 sends them; anyone else gets the list of `/boots`.
    case boots
    /// The page.
    case browse

    /// Nil for every other path, which is still percent-encoded here.
    init?(path: Substring, accept: String?) {
        switch path {
        case "/entries": self = .entries
        case "/machine": self = .machine
        case "/browse": self = .browse
        case "/boots" where EntryFormat(accept: accept) == .sequence: self = .boots
        default:
            guard path.hasPrefix("/fields/") else { return nil }
            // What cannot be decoded is no field's name either.
            let name = try? PercentDecoding.text(path.dropFirst(8).utf8, plusIsSpace: false)
            self = .fields(name ?? "")
        }
    }
}
