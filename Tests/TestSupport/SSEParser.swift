/// An event as EventSource dispatches it.
public struct SSEEvent: Hashable, Sendable {
    /// The last event ID when it was dispatched.
    public var id: String
    /// `message` unless an `event:` field said otherwise.
    public var type: String
    /// The data lines, joined by LF.
    public var data: [UInt8]

    /// An event to compare with.
    public init(id: String, type: String, data: [UInt8]) {
        (self.id, self.type, self.data) = (id, type, data)
    }
}

/// The event stream parser of the HTML standard (§9.2.6), written from its text and sharing nothing with the server.
public struct SSEParser {
    private var line: [UInt8] = []
    private var lastWasCR = false
    private var id: [UInt8] = []
    private var type: [UInt8] = []
    private var data: [UInt8] = []
    private var hasData = false
    /// The comments, without the colon.
    public private(set) var comments: [String] = []
    /// The last event ID, which a reconnect would send: of dispatched and of data-less events.
    public private(set) var lastEventID = ""

    /// At the beginning of a stream, or after a reconnect with this ID.
    public init(lastEventID: String = "") {
        self.lastEventID = lastEventID
        id = Array(lastEventID.utf8)
    }

    /// The events that these bytes complete.
    public mutating func feed(_ bytes: [UInt8]) -> [SSEEvent] {
        var events: [SSEEvent] = []
        for byte in bytes {
            defer { lastWasCR = byte == 0x0d }
            if byte == 0x0a, lastWasCR { continue }
            guard byte == 0x0a || byte == 0x0d else {
                line.append(byte)
                continue
            }
            if let event = endLine() { events.append(event) }
        }
        return events
    }

    private mutating func endLine() -> SSEEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        if line.isEmpty { return dispatch() }
        if line[0] == UInt8(ascii: ":") {
            comments.append(String(decoding: line.dropFirst(), as: UTF8.self))
            return nil
        }
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.count
        var value = line[min(colon + 1, line.count)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "id": if !value.contains(0) { id = Array(value) }
        case "event": type = Array(value)
        case "data":
            data += value + [0x0a]
            hasData = true
        default: break
        }
        return nil
    }

    private mutating func dispatch() -> SSEEvent? {
        lastEventID = String(decoding: id, as: UTF8.self)
        defer { (data, type, hasData) = ([], [], false) }
        guard hasData else { return nil }
        let name = type.isEmpty ? "message" : String(decoding: type, as: UTF8.self)
        return SSEEvent(id: lastEventID, type: name, data: data.dropLast())
    }
}
