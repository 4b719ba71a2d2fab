internal import LogModel

extension Parameter {
    /// How events are shown.
    static let showing: [Parameter] = [
        Parameter(
            "output",
            "o",
            "FORMAT",
            "\(OutputFormat.list(", ")); default by Accept, else short",
            .choice(OutputFormat.allCases.map(\.rawValue)),
            examples: ["json"],
            places: [.logs, .event]
        ) { given, query throws(Problem) in
            query.output = try given.output
        },
        Parameter(
            "fields",
            nil,
            "FIELDS",
            "of json and sse: own (default), all, none, or A,B",
            .text(.fields, Limits.namedFields * 65),
            examples: ["all", "_PID,_COMM"],
            places: [.logs, .event]
        ) { given, query throws(Problem) in
            query.fields = try given.fields
        },
        Parameter(
            "context",
            nil,
            "N",
            "of /e/ID: so many events before and after it",
            .number(0...Limits.context),
            examples: ["20"],
            places: [.event]
        ) { given, query throws(Problem) in
            query.context = try given.count(expected: "a number up to \(Limits.context)", limit: Limits.context)
        },
        Parameter(
            "cut",
            nil,
            "BYTES",
            "messages to this many bytes",
            .number(1...Limits.lines),
            examples: ["4096"],
            places: [.logs, .event]
        ) { given, query throws(Problem) in
            let count = try given.count(expected: "a number of bytes from 1")
            guard count > 0 else {
                throw given.refused("parameter \"\(given.name)\" is a number of bytes from 1, not 0")
            }
            query.cut = count
        },
        Parameter(
            "tz",
            nil,
            "ZONE",
            "of text output and of times without a zone: UTC, +01:00, Europe/Berlin; default the host's",
            .text(.zone, 64),
            examples: ["UTC", "+01:00", "Europe/Berlin"],
            places: [.logs, .event, .list, .histogram]
        ) { given, query throws(Problem) in
            _ = try given.zone
            query.zone = given.text.hasPrefix(" ") ? "+\(given.text.dropFirst())" : given.text
        },
        Parameter(
            "color",
            nil,
            "WHEN",
            "always: journalctl's colours in text; or never",
            .choice(["always", "never", "auto"] + ParameterSchema.booleans),
            examples: ["always"],
            places: [.logs, .event]
        ) { given, query throws(Problem) in
            query.color = try given.color
        },
        Parameter("raw", nil, "", "the exact bytes of messages in text", .boolean, places: [.logs, .event]) {
            given,
            query throws(Problem) in
            query.raw = try given.boolean
        },
        Parameter("show-cursor", nil, "", "a last line -- cursor: ID", .boolean) { given, query throws(Problem) in
            query.showsCursor = try given.boolean
        },
    ]
}
