import LogModel
import Logging
import Synchronization
import TestSupport

@testable import StreamServer

extension ServerFixture {
    /// Puts a credential in, and returns its secret.
    func credential(
        _ name: String,
        _ units: [String] = ["*"],
        kind: AccessEntry.Kind = .token,
        expires: Timestamp? = nil
    ) throws -> String {
        var random = SystemRandomNumberGenerator()
        let secret = Secret(kind == .session ? .session : .token, &random)
        let entry = AccessEntry(
            name: name,
            kind: kind,
            hash: secret.hash,
            units: units,
            created: ServerFixture.time,
            expires: expires
        )
        try context.access.store.add(entry, now: context.configuration.now())
        return secret.text
    }

    var cookie: String { context.access.cookieName(isSecure: false) }

    /// Sends a request as it is written but for the line ends, and returns all that comes back.
    func raw(_ head: [String], body: String = "", to address: String? = nil) throws -> String {
        let client = try RawClient(address ?? self.address)
        let all = head + (body.isEmpty ? [] : ["Content-Length: \(body.utf8.count)"]) + ["Connection: close", "", body]
        client.send(all.joined(separator: "\r\n"))
        return client.rest()
    }

    /// POSTs a form as a page of ours does.
    func post(_ path: String, _ form: String, _ headers: [String] = [], origin: String? = "http://localhost") throws
        -> String
    {
        let head = ["POST \(path) HTTP/1.1", "Host: localhost", "Content-Type: application/x-www-form-urlencoded"]
        return try raw(head + (origin.map { ["Origin: \($0)"] } ?? []) + headers, body: form)
    }
}

/// What a server under test logs.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { lines.withLock { $0 } }
    var text: String { all.joined(separator: "\n") }

    var logger: Logger { Logger(label: "test") { _ in Handler(lines: self) } }

    private struct Handler: LogHandler {
        let lines: LogLines
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) { lines.lines.withLock { $0.append("\(event.message)") } }
    }
}
