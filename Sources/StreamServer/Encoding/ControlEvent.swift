internal import LogModel

/// What a stream says beside the events of the log.
enum ControlEvent {
    /// The first lines of every SSE stream.
    case opening(logID: String, oldest: EventID, head: EventID)
    /// Events that are missing; the JSON is an object.
    case gap(json: [UInt8], id: EventID)
    /// The replay has reached the head.
    case caughtUp(position: EventID, head: EventID)
    /// Nothing to send, and alive; `lag` is how many events the position is behind the head.
    case heartbeat(position: EventID, time: Timestamp, head: EventID, lag: UInt64)
    /// The server stops; come again after so many milliseconds.
    case bye(retry: Int, reason: StaticString)
    /// Not now; come again after so many milliseconds.
    case busy(retry: Int, reason: String)
    /// Everything through this ID was searched: the last line of an answer that was asked for it.
    case cursor(EventID)
    /// All that was asked for has been sent.
    case end(reason: EndReason, last: EventID)
    /// The answer is broken off.
    case error(String)

    /// Why a stream ends by itself.
    enum EndReason: String, Sendable {
        case max
        case until
        case before
        case time = "for"
        case stopOn = "stop-on"
    }

    /// Appends the event in a stream's encoding; some leave some out.
    func write(_ encoding: Encoding, into out: inout ByteWriter) {
        if let entries = encoding.entries { return writeEntryComment(entries, into: &out) }
        switch encoding.format {
        case .sse: writeSSE(into: &out)
        case .json: writeLine(into: &out)
        case .jsonPretty:
            let start = out.count
            writeLine(into: &out)
            if out.count > start { PrettyJSON.spread(from: start, in: &out) }
        case .short, .shortISO: writeText(into: &out)
        case .cat:
            // What is missing at the end must not look like the end.
            switch self {
            case .error, .cursor: writeText(into: &out)
            default: break
            }
        case .export: break
        }
    }

    /// A client of gatewayd knows entries alone; what it ignores keeps an idle stream of events alive.
    private func writeEntryComment(_ entries: EntryFormat, into out: inout ByteWriter) {
        if case .heartbeat = self, entries == .sse { out.append(": heartbeat\n\n") }
    }

    private var name: StaticString {
        switch self {
        case .opening: "opening"
        case .gap: "gap"
        case .caughtUp: "caught-up"
        case .heartbeat: "heartbeat"
        case .bye: "bye"
        case .busy: "busy"
        case .cursor: "cursor"
        case .end: "end"
        case .error: "error"
        }
    }

    private var id: EventID? {
        switch self {
        case .gap(_, let id), .caughtUp(let id, _), .heartbeat(let id, _, _, _), .cursor(let id): id
        default: nil
        }
    }

    private func writeSSE(into out: inout ByteWriter) {
        if case .opening(let logID, let oldest, let head) = self {
            out.append(utf8: ": logcast log=\(logID) oldest=\(oldest.rawValue) head=\(head.rawValue)\n")
            out.append(utf8: "retry: \(Limits.retryMilliseconds)\n\n")
            return
        }
        if let id { out.append(utf8: "id: \(id.rawValue)\n") }
        if case .end = self { out.append("id: end\n") }
        out.append("event: ")
        out.append(name)
        out.append("\n")
        if let retry { out.append(utf8: "retry: \(retry)\n") }
        out.append("data: {")
        writeMembers(into: &out)
        out.append("}\n\n")
    }

    private var retry: Int? {
        switch self {
        case .bye(let retry, _), .busy(let retry, _): retry
        default: nil
        }
    }

    private func writeLine(into out: inout ByteWriter) {
        if case .opening = self { return }
        out.append("{\"event\":\"")
        out.append(name)
        out.append("\",")
        if let id { out.append(utf8: "\"id\":\(id.rawValue),") }
        writeMembers(into: &out)
        out.append("}\n")
    }

    /// The members of the object, without its braces.
    private func writeMembers(into out: inout ByteWriter) {
        switch self {
        case .opening: break
        case .gap(let json, _):
            json.withUnsafeBytes { out.append(UnsafeRawBufferPointer(rebasing: $0.dropFirst().dropLast())) }
        case .caughtUp(_, let head): out.append(utf8: "\"head\":\(head.rawValue)")
        case .heartbeat(_, let time, let head, let lag):
            var times = TimeText()
            out.append("\"time\":\"")
            times.writeUTC(time.microseconds, into: &out)
            out.append(utf8: "\",\"head\":\(head.rawValue),\"lag\":\(lag)")
        case .busy(_, let reason): out.append(utf8: "\"reason\":\"\(reason)\"")
        case .bye(_, let reason):
            out.append("\"reason\":\"")
            out.append(reason)
            out.append("\"")
        case .cursor(let id): out.append(utf8: "\"last\":\(id.rawValue)")
        case .end(let reason, let last):
            out.append(utf8: "\"reason\":\"\(reason.rawValue)\",\"last\":\(last.rawValue)")
        case .error(let detail):
            out.append("\"detail\":")
            out.append(jsonString: detail)
        }
    }

    private func writeText(into out: inout ByteWriter) {
        switch self {
        case .opening, .heartbeat: return
        case .gap(let json, _):
            out.append("-- gap: ")
            json.withUnsafeBytes { out.append(plainMembersOf: $0) }
        case .caughtUp(_, let head): out.append(utf8: "-- caught-up: head \(head.rawValue)")
        case .bye(_, let reason):
            out.append("-- bye: ")
            out.append(reason)
        case .busy(_, let reason):
            out.append(utf8: "-- busy: \(reason)")
        case .cursor(let id): out.append(utf8: "-- cursor: \(id.rawValue)")
        case .end(let reason, let last): out.append(utf8: "-- end: \(reason.rawValue), last \(last.rawValue)")
        case .error(let detail):
            out.append("-- error: ")
            out.append(utf8: detail)
        }
        out.append("\n")
    }
}

extension ByteWriter {
    /// Appends the members of a flat JSON object for people: `reason vacuumed, missed 312`.
    fileprivate mutating func append(plainMembersOf json: UnsafeRawBufferPointer) {
        var isQuoted = false
        var index = 1
        while index < json.count - 1 {
            let byte = json[index]
            index += 1
            switch byte {
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "\\"):
                append(byte: byte)
                append(byte: json[index])
                index += 1
            case UInt8(ascii: ":") where !isQuoted: append(" ")
            case UInt8(ascii: ",") where !isQuoted: append(", ")
            default: append(byte: byte)
            }
        }
    }
}
