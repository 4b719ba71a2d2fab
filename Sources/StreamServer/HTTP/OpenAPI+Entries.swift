extension OpenAPI {
    /// What `/entries` takes, as gatewayd.
    static var entriesParameters: [JSONValue] {
        let boolean = ParameterSchema.boolean.openAPI
        let switches = [
            ("follow", "Keep open and send what comes"), ("discrete", "The one entry of the Range's cursor"),
            ("boot", "Of the host's present boot"),
        ].map { name, what in
            [
                "name": .string(name), "in": "query", "description": .string(what), "schema": boolean,
                "allowEmptyValue": true,
            ] as JSONValue
        }
        return switches + [
            entryFields,
            [
                "name": "Range", "in": "header", "description": .string(rangeGrammar),
                "schema": ["type": "string", "format": "entries-range"],
            ],
            [
                "name": "Last-Event-ID", "in": "header", "description": "Go on after the entry of this cursor",
                "schema": ["type": "string", "format": "journal-cursor"],
            ],
        ]
    }

    private static let rangeGrammar =
        "entries=[CURSOR][[:SKIP]:[N]], or realtime=[SINCE]:[UNTIL][[:SKIP]:[N]] in seconds since 1970; "
        + "another unit is ignored"

    private static var entryFields: JSONValue {
        [
            "name": "FIELD", "in": "query", "style": "form", "explode": true,
            "description": "Any field of the journal in capitals; the same field OR, different fields AND",
            "schema": [
                "type": "object",
                "propertyNames": ["pattern": .string("^(?!__)[A-Z0-9_]+$")],
                "additionalProperties": ["type": "string"],
            ],
        ]
    }

    /// The objects of gatewayd's interface.
    static var entrySchemas: [(String, JSONValue)] {
        let text: JSONValue = ["type": "string"]
        let bytes: JSONValue = ["type": "array", "items": ["type": "integer", "minimum": 0, "maximum": 255]]
        let value: JSONValue = ["anyOf": [text, ["type": "null"], bytes]]
        let names = [
            "machine_id", "boot_id", "hostname", "os_pretty_name", "virtualization", "usage", "cutoff_from_realtime",
            "cutoff_to_realtime",
        ]
        return [
            (
                "Entry",
                [
                    "type": "object",
                    "description": "An entry of the journal: null for what is long, numbers for what is no text",
                    "additionalProperties": [
                        "anyOf": [text, ["type": "null"], bytes, ["type": "array", "items": value]]
                    ],
                ]
            ),
            (
                "EntryEvent",
                object(
                    [("data", text), ("event", ["const": "message"]), ("id", text)],
                    required: ["data"],
                    "One server-sent event; its data is an Entry, its ID a cursor"
                )
            ),
            ("Machine", object(names.map { ($0, text) }, required: names, "The host")),
        ]
    }
}
