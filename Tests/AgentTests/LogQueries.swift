import Foundation
import TestSupport

/// Questions that the tests ask of a running agent.
enum LogQueries {
    /// All events of a finite SSE answer: what the log holds.
    static func log(_ address: String, _ path: String) throws -> [(id: UInt64, data: [UInt8])] {
        let connection = try HTTPConnection(address, path: path)
        let bytes = connection.readAll()
        guard connection.status == 200, connection.isComplete else {
            throw HTTPConnection.Failure(
                description: "\(path): \(connection.status) \(String(decoding: bytes, as: UTF8.self))"
            )
        }
        var parser = SSEParser()
        return parser.feed(bytes).filter { $0.type == "message" }.compactMap { event in
            UInt64(event.id).map { ($0, event.data) }
        }
    }

    /// The lines of a finite JSON answer, control events left out.
    static func json(_ address: String, _ path: String) throws -> [[String: Any]] {
        let connection = try HTTPConnection(address, path: path)
        let bytes = connection.readAll()
        guard connection.isComplete, [200, 404].contains(connection.status) else {
            throw HTTPConnection.Failure(
                description: "\(path): \(connection.status) \(String(decoding: bytes, as: UTF8.self))"
            )
        }
        guard connection.status == 200 else { return [] }
        return try objects(bytes).filter { $0["event"] == nil }
    }

    /// One JSON object a line.
    static func objects(_ bytes: [UInt8]) throws -> [[String: Any]] {
        try bytes.split(separator: 0x0a).map { line in
            try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] ?? [:]
        }
    }

    /// Waits until the agent has given IDs to so many events.
    static func waitForEvents(_ address: String, count: Int) throws {
        let connection = try HTTPConnection(address, path: "/logs?f&after=0&max=\(count)&o=json&fields=none")
        _ = connection.readAll()
        guard connection.status == 200, connection.isComplete else {
            throw HTTPConnection.Failure(description: "the stream was cut")
        }
    }

    /// The message of an event's JSON.
    static func message(_ data: [UInt8]) -> String {
        // What is no JSON has no message; the comparison that follows shows it.
        let object = try? JSONSerialization.jsonObject(with: Data(data)) as? [String: Any]
        return object?["message"] as? String ?? ""
    }
}
