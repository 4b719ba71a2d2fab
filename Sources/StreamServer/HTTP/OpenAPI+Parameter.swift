internal import LogModel

extension Parameter {
    /// Parameters that exclude each other, which OpenAPI has no words for.
    static let exclusions = [("lines", "max"), ("reverse", "follow")]

    /// Parameters that only a follow takes, and that alone are a 400.
    static let ofFollows: Set<String> = ["for", "stop-on"]

    /// The parameter as OpenAPI has it.
    var openAPI: JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(name)), ("in", "query"), ("description", .string(what))]
        if isRepeatable {
            let most = schema.isExpression ? Limits.patterns : Limits.parameters
            let list: JSONValue = ["type": "array", "items": schema.openAPI, "maxItems": .number(most)]
            members += [("schema", list), ("style", "form"), ("explode", true)]
        } else {
            members.append(("schema", schema.openAPI))
            if schema == .boolean { members.append(("allowEmptyValue", true)) }
        }
        if let short { members.append(("x-short", .string(short))) }
        let others = Self.exclusions.compactMap { $0 == name ? $1 : $1 == name ? $0 : nil }
        if !others.isEmpty { members.append(("x-excludes", .array(others.map { .string($0) }))) }
        if Self.ofFollows.contains(name) { members.append(("x-needs", "follow")) }
        if !examples.isEmpty { members.append(("examples", shownExamples)) }
        return .object(members)
    }

    private var shownExamples: JSONValue {
        let shown = examples.map { isRepeatable ? JSONValue.array([.string($0)]) : exampleValue($0) }
        return .object(shown.enumerated().map { ("example\($0 + 1)", ["value": $1]) })
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

    /// The event IDs and nothing else: decimal, below 2^53, without leading zeros.
    static let eventIDPattern: String = {
        let largest = Array("9007199254740991")
        var parts = ["0", "[1-9][0-9]{0,\(largest.count - 2)}", String(largest)]
        // The same up to one digit, a smaller one there, and anything after it.
        for (index, digit) in largest.enumerated() where digit > (index == 0 ? "1" : "0") {
            guard let below = digit.wholeNumberValue.map({ $0 - 1 }) else { continue }
            let rest = largest.count - 1 - index
            parts.append("\(String(largest[..<index]))[\(index == 0 ? 1 : 0)-\(below)][0-9]{\(rest)}")
        }
        return parts.joined(separator: "|")
    }()

    /// The fields that entries can be asked for by.
    static let fieldPattern = "^(?!__)[A-Z_][A-Z0-9_]{0,63}$"

    fileprivate var isExpression: Bool {
        if case .text(.expression, _) = self { true } else { false }
    }

    /// The schema in the words of JSON Schema.
    var openAPI: JSONValue {
        switch self {
        case .boolean: ["type": "string", "enum": .array(Self.booleans.map { .string($0) })]
        case .number(let range):
            ["type": "integer", "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound)]
        case .lines:
            ["anyOf": [ParameterSchema.number(0...Limits.lines).openAPI, ["const": "all"]]]
        case .eventID: ["type": "string", "pattern": .string("^(\(Self.eventIDPattern))$")]
        case .resumePoint: ["type": "string", "pattern": .string("^(\(Self.eventIDPattern)|end)?$")]
        case .field: ["type": "string", "pattern": "^(?!__)[A-Z0-9_]{1,64}$"]
        case .choice(let values): ["type": "string", "enum": .array(values.map { .string($0) })]
        case .text(let grammar, let bytes):
            [
                "type": "string", "format": .string(grammar.rawValue), "minLength": grammar.takesNothing ? 0 : 1,
                "maxLength": .number(bytes),
            ]
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
        case .field: "a field of the journal in capitals"
        case .choice(let values): values.filter { !$0.isEmpty }.joined(separator: ", ")
        case .text(_, let bytes): "text of at most \(bytes) bytes"
        }
    }
}
