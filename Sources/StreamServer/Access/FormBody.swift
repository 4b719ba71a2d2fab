internal import NIOCore

/// A body as a form sends it, `application/x-www-form-urlencoded`: names and values, each name once.
struct FormBody: Sendable {
    private let values: [String: String]

    /// `names` are all that there may be.
    init(_ body: ByteBuffer, contentType: String?, names: [String]) throws(Problem) {
        let type = contentType?.split(separator: ";").first?.lowercased()
        guard type?.split(separator: " ").first == "application/x-www-form-urlencoded" else {
            throw .badRequest("the body is not application/x-www-form-urlencoded")
        }
        guard let text = String(validating: body.readableBytesView, as: UTF8.self) else {
            throw .badRequest("the body is not UTF-8")
        }
        var values: [String: String] = [:]
        for pair in try QueryPair.read(Substring(text)) {
            guard names.contains(pair.name), values.updateValue(pair.value, forKey: pair.name) == nil else {
                let list = names.joined(separator: ", ")
                throw .badParameter(String(pair.name.prefix(40)), "the body has each of \(list) once, and nothing else")
            }
        }
        self.values = values
    }

    subscript(name: String) -> String? { values[name] }
}
