/// Which fields the JSON of an event holds beside the common ones.
enum FieldSelection: Hashable, Sendable {
    /// What the writer of the event sent.
    case own
    /// The trusted fields too, and where the event stands in the journal.
    case all
    /// None.
    case none
    /// These.
    case named([String])

    /// Reads `own`, `all`, `none`, or `A,B`.
    init?(text: String) {
        switch text {
        case "own": self = .own
        case "all": self = .all
        case "none": self = .none
        default:
            let names = text.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
            guard names.count <= Limits.namedFields, names.allSatisfy({ Self.isName($0) }) else { return nil }
            self = .named(names)
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }
}
