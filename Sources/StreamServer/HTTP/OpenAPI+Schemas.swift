internal import EventStore

extension OpenAPI {
    private static let text: JSONValue = ["type": "string"]
    private static let count: JSONValue = ["type": "integer", "minimum": 0]
    private static let time: JSONValue = ["type": "string", "format": "date-time"]
    private static let eventID: JSONValue = ["type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991]
    private static let flag: JSONValue = ["type": "boolean"]

    /// The objects that answers hold, by name.
    static var schemas: JSONValue {
        .object(
            [
                ("Problem", problemSchema), ("Event", eventSchema), ("Control", controlSchema),
                ("ServerSentEvent", sentEventSchema), ("Edge", edge), ("Units", list(of: .unit)),
                ("Boots", list(of: .boot)), ("FacetCounts", facetCounts), ("Facets", facets),
                ("Histogram", histogram), ("Status", status), ("Input", input),
                ("Whoami", whoami), ("Tokens", tokens),
                ("Document", ["type": "object", "required": ["openapi", "info", "paths"]]),
            ] + entrySchemas
        )
    }

    /// An object with these members.
    static func object(
        _ members: [(String, JSONValue)],
        required: [String],
        _ description: String
    ) -> JSONValue {
        [
            "type": "object", "description": .string(description),
            "required": .array(required.map { .string($0) }), "properties": .object(members),
        ]
    }

    private static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }

    private static func array(of element: JSONValue) -> JSONValue { ["type": "array", "items": element] }

    // MARK: Access

    private static let kind: JSONValue = ["enum": ["token", "session", "socket", "certificate", "open"]]

    private static let whoami = object(
        [
            ("name", text), ("kind", kind), ("units", array(of: text)),
            ("expires", ["anyOf": [time, ["type": "null"]]]),
        ],
        required: ["name", "kind", "units", "expires"],
        "Who asks; units are patterns of what is granted, * is all"
    )

    private static let tokens = object(
        [
            (
                "tokens",
                array(
                    of: object(
                        [
                            ("name", text), ("kind", kind), ("units", array(of: text)), ("created", time),
                            ("expires", time),
                        ],
                        required: ["name", "kind", "units", "created"],
                        "A credential; its secret is kept nowhere"
                    )
                )
            )
        ],
        required: ["tokens"],
        "Tokens, sessions and certificates"
    )

    // MARK: Events

    private static let problemSchema = object(
        [("type", text), ("title", text), ("status", count), ("detail", text), ("parameter", text)],
        required: ["type", "title", "status", "detail"],
        "RFC 9457; parameter is the one at fault"
    )

    private static let eventSchema: JSONValue = {
        let fields: JSONValue = ["type": "object", "additionalProperties": ["anyOf": [text, array(of: text)]]]
        let priority: JSONValue = ["type": "integer", "minimum": 0, "maximum": 7]
        return object(
            [
                ("id", eventID), ("time", time), ("host", text), ("host_base64", text), ("unit", text),
                ("units", array(of: text)), ("priority", priority), ("identifier", text), ("identifier_base64", text),
                ("pid", count), ("message", text), ("message_base64", text), ("cut", count), ("fields", fields),
            ],
            required: ["id", "time"],
            "An event; cut is the size of a message that was cut"
        )
    }()

    private static let controlSchema = object(
        [
            ("event", ["enum": ["gap", "caught-up", "heartbeat", "bye", "busy", "cursor", "end", "error"]]),
            ("id", eventID), ("head", eventID), ("last", eventID), ("lag", count), ("time", time), ("reason", text),
            ("missed", count), ("input", text), ("detail", text),
        ],
        required: ["event"],
        "What a stream says beside events"
    )

    private static let sentEventSchema = object(
        [
            ("data", ["type": "string", "contentMediaType": "application/json"]),
            (
                "event",
                ["enum": ["message", "gap", "caught-up", "heartbeat", "bye", "busy", "cursor", "end", "error"]]
            ),
            ("id", ["type": "string", "pattern": .string("^(\(ParameterSchema.eventIDPattern)|end)$")]),
            ("retry", count),
        ],
        required: ["data"],
        "One server-sent event of the stream; data is an Event, or what a Control has beside its event and ID"
    )

    // MARK: Lists

    private static let edge = object([("id", eventID), ("time", time)], required: ["id", "time"], "An event's place")

    private static func list(of facet: Facet) -> JSONValue {
        let name = facet.rawValue
        let element = object(
            [(name, text), ("count", count), ("first", reference("Edge")), ("last", reference("Edge"))],
            required: [name, "count", "first", "last"],
            "Its events"
        )
        return object(
            [("distinct", count), ("cut", flag), ("\(name)s", array(of: element))],
            required: ["distinct", "cut", "\(name)s"],
            "How many there are, whether the list is cut, and the list"
        )
    }

    private static let facetCounts = object(
        [
            ("distinct", count), ("cut", flag),
            (
                "values",
                array(of: object([("value", text), ("count", count)], required: ["value", "count"], "Its events"))
            ),
        ],
        required: ["distinct", "cut", "values"],
        "How many values there are, whether the list is cut, and the most frequent"
    )

    private static let facets = object(
        [
            (
                "facets",
                object(
                    Facet.allCases.map { ($0.rawValue, reference("FacetCounts")) },
                    required: Facet.allCases.map(\.rawValue),
                    "By field"
                )
            )
        ],
        required: ["facets"],
        "Counts per value of fields"
    )

    private static let histogram: JSONValue = {
        let priorities: JSONValue = ["type": "array", "items": count, "minItems": 9, "maxItems": 9]
        let bucket = object(
            [("time", time), ("count", count), ("priorities", priorities)],
            required: ["time", "count", "priorities"],
            "The counts of priorities 0 to 7, then of events without one"
        )
        return object(
            [
                ("since", time), ("until", time), ("width", ["type": "integer", "description": "Microseconds"]),
                ("total", count), ("buckets", array(of: bucket)),
            ],
            required: ["since", "until", "width", "total", "buckets"],
            "Counts per time and priority"
        )
    }()

    // MARK: Status

    private static let input = object(
        [
            ("name", text), ("unit", text), ("position", text), ("lag", count), ("lastError", text), ("events", count),
        ],
        required: ["name", "position", "events"],
        "An input; lag is in bytes"
    )

    private static let status: JSONValue = {
        let counts = [
            "bytes", "maxBytes", "freeBytes", "segments", "unmerged", "commits", "events", "gaps", "requests",
            "sentBytes", "connections", "streams",
        ]
        let members = [
            ("version", text), ("log", text), ("ready", flag), ("problem", text), ("oldest", eventID),
            ("head", eventID), ("waiting", text), ("quarantined", array(of: text)),
            ("inputs", array(of: reference("Input"))),
        ]
        return object(
            members + counts.map { ($0, count) },
            required: ["version", "log", "ready", "oldest", "head", "quarantined", "inputs"] + counts,
            "The log, its inputs, its streams"
        )
    }()
}
