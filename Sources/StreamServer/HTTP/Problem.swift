internal import TextSearch

/// Why a request gets no answer: shown as text to people and as RFC 9457 JSON to programs.
struct Problem: Error, Hashable, Sendable {
    /// The HTTP status.
    var status: Int
    /// One sentence, without a full stop, that says what is wrong and what would be right.
    var detail: String
    /// The query parameter at fault.
    var parameter: String?
    /// The methods that the path has, of a 405.
    var allow: String?
    /// Seconds after which to try again, of a 429 and a 503.
    var retryAfter: Int?
    /// What a browser is to keep, or no longer: the whole `Set-Cookie`.
    var setCookie: String?
    /// Whether an attempt to log in failed, and the page is to say so.
    var isAttempt = false

    /// A parameter that cannot be understood.
    static func badParameter(_ name: String, _ detail: String) -> Problem {
        Problem(status: 400, detail: detail, parameter: name)
    }

    /// A pattern that cannot be searched for, by the parameter that gave it.
    static func badPattern(_ parameter: String, _ error: PatternError) -> Problem {
        badParameter(parameter, "\(parameter): \(error)")
    }

    /// A request that cannot be understood.
    static func badRequest(_ detail: String) -> Problem {
        Problem(status: 400, detail: detail)
    }
}
