internal import LogModel

/// A JSON document that is built whole; members keep their order.
enum JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    case object([(String, JSONValue)])
    case array([JSONValue])
    case string(String)
    case number(Int)
    case boolean(Bool)

    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(booleanLiteral value: Bool) { self = .boolean(value) }
    init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }

    /// This object with more members; of another value, the value itself.
    func adding(_ members: [(String, JSONValue)]) -> JSONValue {
        guard case .object(let own) = self else { return self }
        return .object(own + members)
    }

    /// Appends the document.
    func write(into out: inout ByteWriter) {
        switch self {
        case .object(let members):
            for (index, member) in members.enumerated() {
                out.append(byte: UInt8(ascii: index == 0 ? "{" : ","))
                out.append(jsonString: member.0)
                out.append(byte: UInt8(ascii: ":"))
                member.1.write(into: &out)
            }
            if members.isEmpty { out.append(byte: UInt8(ascii: "{")) }
            out.append(byte: UInt8(ascii: "}"))
        case .array(let elements):
            out.append(byte: UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(byte: UInt8(ascii: ",")) }
                element.write(into: &out)
            }
            out.append(byte: UInt8(ascii: "]"))
        case .string(let text): out.append(jsonString: text)
        case .number(let number): out.append(utf8: "\(number)")
        case .boolean(let value): out.append(utf8: value ? "true" : "false")
        }
    }
}
