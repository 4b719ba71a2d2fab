internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/status`: how the log, its inputs and its streams are.
struct StatusPage {
    private let context: ServerContext
    private let log: LogStatus
    private let inputs: [InputReport]
    private let problem: String?

    init(_ context: ServerContext) {
        self.context = context
        log = context.log.status
        inputs = context.configuration.inputs()
        problem = Readiness(context).reasons.first
    }

    /// JSON where the client takes it, else text.
    func answer(_ accept: AcceptHeader) -> Answer {
        accept.preferred == .json
            ? Answer(status: .ok, contentType: "application/json", body: json)
            : Answer(status: .ok, contentType: OutputFormat.short.contentType, body: text)
    }

    private var json: [UInt8] {
        var out = ByteWriter(capacity: 2048)
        out.append("{")
        out.member("version", context.configuration.version)
        out.member("log", context.log.logID)
        out.member("ready", problem == nil)
        out.member("problem", problem)
        out.member("oldest", log.oldest.rawValue)
        out.member("head", log.head.rawValue)
        out.member("bytes", log.bytes)
        out.member("maxBytes", log.maxBytes)
        out.member("freeBytes", log.freeBytes)
        out.member("segments", UInt64(log.segments))
        out.member("unmerged", UInt64(log.unmerged))
        out.member("commits", log.commits)
        out.member("events", log.events)
        out.member("gaps", log.gaps)
        out.member("requests", context.requestCount)
        out.member("sentBytes", context.sentBytes)
        out.member("connections", UInt64(context.budget.open.connections))
        out.member("streams", UInt64(context.budget.open.follows))
        out.member("waiting", log.waiting)
        out.append("\"quarantined\":[")
        for (index, file) in log.quarantined.enumerated() {
            if index > 0 { out.append(",") }
            out.append(jsonString: file)
        }
        out.append("],\"inputs\":[")
        for (index, input) in inputs.enumerated() {
            if index > 0 { out.append(",") }
            out.append("{")
            out.member("name", input.name)
            out.member("unit", input.unit)
            out.member("position", input.position)
            out.member("lag", input.lag)
            out.member("lastError", input.lastError)
            out.member("events", input.events)
            out.truncate(to: out.count - 1)
            out.append("}")
        }
        out.append("]}\n")
        return out.bytes
    }

    private var text: [UInt8] {
        var lines = [
            "logcast \(context.configuration.version), \(problem.map { "not ready: \($0)" } ?? "ready")",
            "log \(context.log.logID), oldest \(log.oldest.rawValue), head \(log.head.rawValue)",
            """
            disk \(Self.mebibytes(log.bytes)) of \(Self.mebibytes(log.maxBytes)) in \(log.segments) segments, \
            \(Self.mebibytes(log.freeBytes)) free on the file system, \(log.commits) commits
            """,
            "events \(log.events) since the start, \(log.gaps) gaps among them",
            "clients \(context.budget.open.connections) connections, \(context.budget.open.follows) streams",
        ]
        if let waiting = log.waiting { lines.append("waiting: \(waiting)") }
        lines += log.quarantined.map { "quarantined: \($0)" }
        for input in inputs {
            let unit = input.unit.map { " (\($0))" } ?? ""
            let lag = input.lag.map { ", lag \($0) bytes" } ?? ""
            let error = input.lastError.map { ", error: \($0)" } ?? ""
            lines.append("input \(input.name)\(unit): \(input.events) events, at \(input.position)\(lag)\(error)")
        }
        var out = ByteWriter(capacity: 2048)
        for line in lines {
            Array(line.utf8).withUnsafeBytes { out.append(lines: $0, indent: 2, tab: " ") }
        }
        return out.bytes
    }

    private static func mebibytes(_ bytes: UInt64) -> String { "\(bytes >> 20) MiB" }
}

extension ByteWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        key(name)
        append(jsonString: value)
        append(",")
    }

    fileprivate mutating func member(_ name: StaticString, _ value: UInt64?) {
        guard let value else { return }
        key(name)
        append(decimal: value)
        append(",")
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        append(value ? "true," : "false,")
    }

    private mutating func key(_ name: StaticString) {
        append("\"")
        append(name)
        append("\":")
    }
}
