extension Parameter {
    /// The parameter as OpenAPI has it.
    var openAPI: JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name)), ("in", "query"), ("description", .string(what))]
        if isRepeatable {
            let items: JSONValue = ["type": "array", "items": schema.openAPI]
            members += [("schema", items), ("style", "form"), ("explode", true)]
        } else {
            members.append(("schema", schema.openAPI))
            if schema == .boolean { members.append(("allowEmptyValue", true)) }
        }
        if let short { members.append(("x-short", .string(short))) }
        if !examples.isEmpty {
            let shown = examples.map { isRepeatable ? JSONValue.array([.string($0)]) : exampleValue($0) }
            members.append(
                (
                    "examples",
                    .object(
                        zip(examples, shown).enumerated().map { index, example in
                            ("example\(index + 1)", ["value": example.1])
                        }
                    )
                )
            )
        }
        return .object(members)
    }

    private func exampleValue(_ text: String) -> JSONValue {
        switch schema {
        case .number, .lines: Int(text).map { .number($0) } ?? .string(text)
        default: .string(text)
        }
    }
}

extension ParameterSchema {
    /// What gatewayd takes for a boolean.
    static let booleans = ["", "1", "yes", "y", "true", "t", "on", "0", "no", "n", "false", "f", "off"]

    /// The schema in the words of JSON Schema.
    var openAPI: JSONValue {
        switch self {
        case .boolean: ["type": "string", "enum": .array(Self.booleans.map { .string($0) })]
        case .number(let range):
            ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .lines:
            ["anyOf": [ParameterSchema.number(0...Limits.lines).openAPI, ["const": "all"]]]
        case .eventID: ["type": "string", "pattern": "^(0|[1-9][0-9]{0,15})$"]
        case .resumePoint: ["type": "string", "pattern": "^(0|[1-9][0-9]{0,15}|end)?$"]
        case .choice(let values): ["type": "string", "enum": .array(values.map { .string($0) })]
        case .text(let bytes): ["type": "string", "minLength": 1, "maxLength": .number(bytes)]
        }
    }

    /// The same in words, for the help.
    var description: String {
        switch self {
        case .boolean: "yes or no; nothing means yes"
        case .number(let range): "a number from \(range.lowerBound) to \(range.upperBound)"
        case .lines: "a number up to \(Limits.lines), or all"
        case .eventID: "an event ID, a decimal number below 2^53"
        case .resumePoint: "an event ID, or end"
        case .choice(let values): values.joined(separator: ", ")
        case .text(let bytes): "text of at most \(bytes) bytes"
        }
    }
}
