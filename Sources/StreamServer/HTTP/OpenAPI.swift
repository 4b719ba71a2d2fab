internal import HTTPTypes
internal import LogModel

/// The interface as OpenAPI 3.1, from the table of parameters and the list of paths that the server itself goes by.
struct OpenAPI {
    let version: String

    var answer: Answer { Answer(status: .ok, contentType: "application/json", body: bytes) }

    /// The document.
    var bytes: [UInt8] {
        var out = ByteWriter(capacity: 64 * 1024)
        document.write(into: &out)
        out.append(byte: 10)
        return out.bytes
    }

    private var document: JSONValue {
        [
            "openapi": "3.1.0",
            "info": [
                "title": "Logcast",
                "summary": "The logs of a host as streams that resume exactly",
                "version": .string(version),
            ],
            "paths": .object(RouteDescription.all.map { ($0.path, Self.item($0)) }),
            "components": [
                "schemas": Self.schemas, "responses": ["Problem": Self.problem],
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer"], "basic": ["type": "http", "scheme": "basic"],
                ],
            ],
            // Nothing on the Unix socket, and with --open.
            "security": [[:], ["bearer": []], ["basic": []]],
        ]
    }

    // MARK: Paths

    private static func item(_ route: RouteDescription) -> JSONValue {
        let actions = route.actions.map { ($0.method, action($0, of: route)) }
        if route.types.isEmpty, !route.isGatewayd { return .object(actions) }
        let get = operation(route, what: route.what, isHead: false)
        if route.isGatewayd { return ["get": get] }
        let head = operation(route, what: "The headers of the answer to GET", isHead: true)
        return .object([("get", get), ("head", head)] + actions)
    }

    /// What changes something.
    private static func action(_ action: RouteDescription.Action, of route: RouteDescription) -> JSONValue {
        var members: [(String, JSONValue)] = [("summary", .string(action.what))]
        let list = parameters(route)
        if !list.isEmpty { members.append(("parameters", .array(list))) }
        if !action.form.isEmpty { members.append(("requestBody", body(action.form))) }
        let refusals = action.refusals + (route.isOpen ? [] : [401, 429]) + [414, 421, 431]
        let responses = Set(refusals).sorted().map { status in
            ("\(status)", ["$ref": "#/components/responses/Problem"] as JSONValue)
        }
        members.append(
            ("responses", .object([("\(action.status)", ["description": .string(action.answer)])] + responses))
        )
        return .object(members)
    }

    private static func body(_ form: [(name: String, what: String, isRequired: Bool)]) -> JSONValue {
        let properties = form.map { field in
            (field.name, ["type": "string", "description": .string(field.what)] as JSONValue)
        }
        let required = form.filter(\.isRequired).map { JSONValue.string($0.name) }
        let schema: JSONValue = .object(
            [("type", "object"), ("properties", .object(properties)), ("additionalProperties", false)]
                + (required.isEmpty ? [] : [("required", .array(required))])
        )
        return [
            "required": .boolean(!required.isEmpty),
            "content": ["application/x-www-form-urlencoded": ["schema": schema]],
        ]
    }

    private static func operation(_ route: RouteDescription, what: String, isHead: Bool) -> JSONValue {
        let list = parameters(route)
        return .object(
            [("summary", .string(what))] + (list.isEmpty ? [] : [("parameters", .array(list))])
                + [("responses", responses(route, isHead: isHead))]
        )
    }

    private static func parameters(_ route: RouteDescription) -> [JSONValue] {
        var list: [JSONValue] = []
        if let variable = route.variable {
            list.append([
                "name": .string(variable.name), "in": "path", "required": true, "description": .string(variable.what),
                "schema": variable.schema.openAPI, "example": .string(variable.example),
            ])
        }
        if route.path == "/entries" { return entriesParameters }
        guard let place = route.place else { return list }
        list += Parameter.all.filter { $0.places.contains(place) }.map(\.openAPI)
        if place != .event { list.append(fieldParameter) }
        if place == .logs { list.append(resumeHeader) }
        return list
    }

    /// `FIELD=value`, whatever the field; the letters that are parameters are none.
    static var fieldParameter: JSONValue {
        let letters = Parameter.all.compactMap(\.short).filter { $0.uppercased() == $0 }.joined()
        return [
            "name": "FIELD", "in": "query", "style": "form", "explode": true,
            "description": "Any field of the journal in capitals; the same field OR, different fields AND",
            "schema": [
                "type": "object",
                "propertyNames": ["pattern": .string("^(?![\(letters)]$)\(ParameterSchema.fieldPattern.dropFirst())")],
                // A NUL is a 400, in any value.
                "additionalProperties": ["type": "string", "pattern": "^[^\\u0000]*$"],
            ],
        ]
    }

    private static var resumeHeader: JSONValue {
        [
            "name": "Last-Event-ID", "in": "header",
            "description": "Resume strictly after this ID; replaces after, since and lines",
            "schema": ParameterSchema.resumePoint.openAPI,
        ]
    }

    // MARK: Answers

    private static func responses(_ route: RouteDescription, isHead: Bool) -> JSONValue {
        // gatewayd's forms are for GET alone, on the path that is ours as well.
        let types = route.types.filter { !isHead || $0.name != EntryFormat.sequence.contentType }
        let content = types.map { ($0.name, ["schema": schema(of: $0)] as JSONValue) }
        var list: [(String, JSONValue)] = []
        if !content.isEmpty {
            var answer: [(String, JSONValue)] = [("description", .string(route.what)), ("content", .object(content))]
            if route.place == .logs || route.place == .event { answer.append(("headers", positionHeaders)) }
            list.append(("200", .object(answer)))
        }
        list += route.others.map { ("\($0.status)", ["description": .string($0.what)]) }
        list += route.refusals.map { ("\($0)", ["$ref": "#/components/responses/Problem"]) }
        return .object(list)
    }

    private static var positionHeaders: JSONValue {
        [
            "Logcast-Position": [
                "description": "Of a finite answer: everything through this ID was searched; it is the next after",
                "schema": ["type": "string", "pattern": .string("^(\(ParameterSchema.eventIDPattern))$")],
            ],
            "Link": [
                "description": "Of a finite answer: the page of older events, rel=\"prev\"",
                "schema": ["type": "string", "pattern": "^</[^<>]*[?&]before=[0-9]+>; rel=\"prev\"$"],
            ],
        ]
    }

    private static func schema(of type: RouteDescription.MediaType) -> JSONValue {
        if let name = type.schema { return ["$ref": .string("#/components/schemas/\(name)")] }
        switch type.name {
        case "application/x-ndjson":
            return [
                "type": "string",
                "description": "One JSON object a line: #/components/schemas/Event or #/components/schemas/Control",
            ]
        case EntryFormat.json.contentType, EntryFormat.sequence.contentType:
            return ["type": "string", "description": "One JSON object a line"]
        default: return ["type": "string"]
        }
    }

    private static var problem: JSONValue {
        [
            "description": "What is wrong, and what would be right",
            "content": [
                "text/plain": ["schema": ["type": "string"]],
                // The login page.
                "text/html": ["schema": ["type": "string"]],
                "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]],
            ],
        ]
    }
}
