/// A name and a value of a query string, decoded.
struct QueryPair: Hashable, Sendable {
    let name: String
    let value: String

    /// All pairs of a query string, in their order; empty ones are passed over.
    static func read(_ text: Substring) throws(Problem) -> [QueryPair] {
        var pairs: [QueryPair] = []
        for pair in text.utf8.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Limits.parameters else {
                throw .badRequest("more than \(Limits.parameters) parameters")
            }
            pairs.append(try QueryPair(Substring(pair)))
        }
        return pairs
    }

    private init(_ pair: Substring) throws(Problem) {
        let equals = pair.utf8.firstIndex(of: UInt8(ascii: "="))
        let rawName = pair[..<(equals ?? pair.endIndex)]
        let rawValue = equals.map { pair[pair.utf8.index(after: $0)...] } ?? ""
        do {
            name = try PercentDecoding.text(rawName.utf8, plusIsSpace: true)
            value = try PercentDecoding.text(rawValue.utf8, plusIsSpace: true)
        } catch {
            throw .badParameter(String(rawName.prefix(40)), error.sentence("parameter \"\(rawName.prefix(40))\""))
        }
    }
}
