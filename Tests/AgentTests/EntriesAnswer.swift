import Foundation
import TestSupport

/// An answer of gatewayd, or of what stands for it, in a form that two can be compared in: the order of members, and of
/// fields of different names, means nothing.
struct EntriesAnswer: Equatable {
    let status: Int
    let contentType: String?
    /// The body of an error or of text.
    let text: [UInt8]
    /// The entries of the other forms, each as its fields.
    let entries: [NSDictionary]

    init(_ address: String, _ request: EntriesRequest) throws {
        let connection = try HTTPConnection(address, path: request.path, headers: request.headers)
        let body = connection.readAll()
        (status, contentType) = (connection.status, connection.headers["content-type"])
        let isEntries = status == 200 && request.path.hasPrefix("/entries")
        switch isEntries ? request.accept : nil {
        case "application/json": (text, entries) = ([], try Self.objects(body.split(separator: 0x0a)))
        case "application/json-seq": (text, entries) = ([], try Self.objects(body.split(separator: 0x1e)))
        case "text/event-stream":
            let lines = body.split(separator: 0x0a).filter { !$0.starts(with: "id: ".utf8) }
            (text, entries) = ([], try Self.objects(lines.map { $0.dropFirst(6) }))
        case "application/vnd.fdo.journal": (text, entries) = ([], Self.export(body))
        default: (text, entries) = (body, [])
        }
    }

    private static func objects(_ parts: [ArraySlice<UInt8>]) throws -> [NSDictionary] {
        try parts.map { try JSONSerialization.jsonObject(with: Data($0)) as? NSDictionary ?? [:] }
    }

    /// The export format: each name with its values in order.
    private static func export(_ bytes: [UInt8]) -> [NSDictionary] {
        var (result, entry, index) = ([NSDictionary](), [String: [[UInt8]]](), 0)
        while index < bytes.count {
            let end = bytes[index...].firstIndex(of: 0x0a) ?? bytes.count
            let line = bytes[index..<end]
            index = end + 1
            if line.isEmpty {
                result.append(entry as NSDictionary)
                entry = [:]
            } else if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                let name = String(decoding: line[..<equals], as: UTF8.self)
                entry[name, default: []].append(Array(line[(equals + 1)...]))
            } else {
                let length = bytes[index..<index + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
                let name = String(decoding: line, as: UTF8.self)
                entry[name, default: []].append(Array(bytes[index + 8..<index + 8 + length]))
                index += 9 + length
            }
        }
        return result
    }
}

/// A request for entries, and what a failing test shows of it.
struct EntriesRequest: CustomStringConvertible {
    var accept: String?
    var range: String?
    var path = "/entries"

    var headers: [String: String] {
        var headers: [String: String] = [:]
        headers["Accept"] = accept
        headers["Range"] = range
        return headers
    }

    var description: String { "\(path) Accept: \(accept ?? "-") Range: \(range ?? "-")" }
}
