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
                "schemas": ["Problem": Self.problemSchema, "Event": Self.eventSchema],
                "responses": ["Problem": Self.problem],
            ],
        ]
    }

    // MARK: Paths

    private static func item(_ route: RouteDescription) -> JSONValue {
        let operation = operation(route)
        return [
            "get": operation,
            "head": .object(
                [("summary", "The headers of the answer to GET"), ("responses", responses(route))]
                    + parameterMember(route)
            ),
        ]
    }

    private static func operation(_ route: RouteDescription) -> JSONValue {
        .object([("summary", .string(route.what))] + parameterMember(route) + [("responses", responses(route))])
    }

    private static func parameterMember(_ route: RouteDescription) -> [(String, JSONValue)] {
        let list = parameters(route)
        return list.isEmpty ? [] : [("parameters", .array(list))]
    }

    private static func parameters(_ route: RouteDescription) -> [JSONValue] {
        var list: [JSONValue] = []
        if let (name, what, example) = route.variable {
            list.append([
                "name": .string(name), "in": "path", "required": true, "description": .string(what),
                "schema": ["type": "string", "minLength": 1], "example": .string(example),
            ])
        }
        guard let place = route.place else { return list }
        list += Parameter.all.filter { $0.places.contains(place) }.map(\.openAPI)
        if place == .logs { list += [fieldParameter, resumeHeader] }
        return list
    }

    /// `FIELD=value`, whatever the field.
    private static var fieldParameter: JSONValue {
        [
            "name": "FIELD", "in": "query", "style": "form", "explode": true,
            "description": "Any field of the journal in capitals; the same field OR, different fields AND",
            "schema": [
                "type": "object",
                "propertyNames": ["pattern": "^(?!__)[A-Z_][A-Z0-9_]{0,63}$"],
                "additionalProperties": ["type": "string"],
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

    private static func responses(_ route: RouteDescription) -> JSONValue {
        let content = route.types.map { ($0, ["schema": schema(of: $0, route)] as JSONValue) }
        var list: [(String, JSONValue)] = [("200", ["description": .string(route.what), "content": .object(content)])]
        list += route.others.map { ("\($0.status)", ["description": .string($0.what)]) }
        list.append(("4XX", ["$ref": "#/components/responses/Problem"]))
        return .object(list)
    }

    private static func schema(of type: String, _ route: RouteDescription) -> JSONValue {
        switch type {
        case "application/json": ["type": "object"]
        case "application/x-ndjson":
            [
                "type": "string",
                "description": "One JSON object a line: events (#/components/schemas/Event) and controls",
            ]
        default: ["type": "string"]
        }
    }

    private static var problem: JSONValue {
        [
            "description": "What is wrong, and what would be right",
            "content": [
                "text/plain": ["schema": ["type": "string"]],
                "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]],
            ],
        ]
    }

    private static var problemSchema: JSONValue {
        [
            "type": "object",
            "required": ["type", "title", "status", "detail"],
            "properties": [
                "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
                "detail": ["type": "string"], "parameter": ["type": "string"],
            ],
        ]
    }

    private static var eventSchema: JSONValue {
        let text: JSONValue = ["type": "string"]
        return [
            "type": "object",
            "required": ["id", "time"],
            "properties": [
                "id": ["type": "integer", "minimum": 1, "maximum": 9_007_199_254_740_991],
                "time": ["type": "string", "format": "date-time"], "host": text, "unit": text,
                "units": ["type": "array", "items": text], "priority": ["type": "integer", "minimum": 0, "maximum": 7],
                "identifier": text, "pid": ["type": "integer"], "message": text, "message_base64": text,
                "cut": ["type": "integer"], "fields": ["type": "object"],
            ],
        ]
    }
}
