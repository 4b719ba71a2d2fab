/// The grammar of a text, which JSON Schema cannot say: its `format` in `/openapi.json`.
enum TextGrammar: String, CaseIterable, Hashable, Sendable {
    /// A name or a glob, a leading `!` excluding.
    case name
    /// A boot, by its place or its ID.
    case boot
    /// A priority or a range of them.
    case priority
    /// Facilities with commas between.
    case facility
    /// The number of a user.
    case user
    /// A point in time; `/help/time`.
    case time = "time-expression"
    /// A length of time.
    case span = "time-span"
    /// A zone by its name, or by its distance from UTC.
    case zone = "time-zone"
    /// A regular expression in PCRE's syntax.
    case expression = "pcre"
    /// The language of `q`; `/help/q`.
    case query = "logcast-query"
    /// Which fields to show.
    case fields = "field-names"

    /// Whether nothing is a value too.
    var takesNothing: Bool { self == .boot || self == .query }
}
