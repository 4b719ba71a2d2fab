internal import LogModel

extension Parameter {
    /// Which events by what their message holds.
    static let searching: [Parameter] = [
        Parameter(
            "grep",
            "g",
            "REGEX",
            "the message matches; case matters once there is a capital",
            .text(.expression, Limits.patternBytes),
            examples: ["timeout", "^GET .* 50[0-9]"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            query.conditions.patterns.append(try given.expression())
        },
        Parameter(
            "exclude",
            "x",
            "REGEX",
            "the message does not match",
            .text(.expression, Limits.patternBytes),
            examples: ["healthz"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            query.conditions.patterns.append(try given.expression(isExcluded: true))
        },
        Parameter(
            "q",
            nil,
            "QUERY",
            "words, \"phrases\", /regex/, -not, unit:nginx* prio<=err since:-10m; see /help/q",
            .text(.query, Limits.languageBytes),
            examples: ["timeout unit:nginx* prio<=err -healthz"]
        ) { given, query throws(Problem) in
            query.language = try given.language
        },
    ]
}
