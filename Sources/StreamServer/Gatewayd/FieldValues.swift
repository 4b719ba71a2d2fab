internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/fields/F`: each value that a field has in the journal's entries, once, in the order they first came.
///
/// A field of the origin is looked up among the origins alone, which the indexes of merged segments tell; any other in
/// every event.
struct FieldValues: PastWork {
    /// The values are more than an answer may hold.
    struct TooMany: Error, CustomStringConvertible {
        var description: String { "the field's values are more than \(Limits.fieldValueBytes) bytes" }
    }

    private let name: [UInt8]
    private let log: EventLog
    private let filter: EventFilter
    private let isJSON: Bool
    private var source: Source
    private var own = OwnFields()
    private var values: [[UInt8]] = []
    private var seen: Set<[UInt8]> = []
    private var bytes = 0

    private enum Source {
        case origins(OriginPass)
        case events(Subscription)
    }

    /// The values up to the log's present end, of the entries that pass.
    init(_ name: String, _ log: EventLog, _ filter: EventFilter, asJSON: Bool) {
        (self.name, self.log, self.filter, isJSON) = (Array(name.utf8), log, filter, asJSON)
        source =
            FieldCondition(name).isDecidedByOrigin
            ? .origins(OriginPass(log, after: .zero))
            : .events(Subscription(after: .zero, end: log.bounds.head, filter: filter, resuming: false))
    }

    mutating func proceed() throws -> Answer? {
        switch source {
        case .origins(var pass):
            guard let origins = try pass.next() else { return answer }
            source = .origins(pass)
            try read(origins)
        case .events(var place):
            guard case .events(let match) = try log.selection(place) else { return answer }
            place.position = match.through
            source = .events(place)
            if let block = match.block { try read(block.columns, match.indices) }
        }
        return nil
    }

    private mutating func read(_ origins: [Origin]) throws {
        for origin in origins where filter.matches(origin) {
            for field in origin.fields where field.bytes[..<field.nameLength].elementsEqual(name) {
                try add(Array(field.value))
            }
        }
    }

    private mutating func read(_ columns: EventColumns, _ indices: [Int]) throws {
        let isMessage = name.elementsEqual("MESSAGE".utf8)
        let isPriority = name.elementsEqual("PRIORITY".utf8)
        for index in indices {
            let kind = columns.kinds[index]
            if isMessage, kind.hasMessage { try add(Array(columns.messages[index])) }
            if isPriority, let priority = kind.priority { try add([48 + priority.rawValue]) }
            let range = columns.ownFields.range(at: index)
            if range.isEmpty { continue }
            let found = columns.ownFields.bytes.withUnsafeBytes { bytes in
                own.read(bytes, range)
                return own.slots.filter { bytes[$0.name].elementsEqual(name) }.map { Array(bytes[$0.value]) }
            }
            for value in found { try add(value) }
        }
    }

    private mutating func add(_ value: [UInt8]) throws {
        guard seen.insert(value).inserted else { return }
        values.append(value)
        bytes += value.count + 64
        if bytes > Limits.fieldValueBytes { throw TooMany() }
    }

    /// A value a line, or an object each.
    private var answer: Answer {
        var out = ByteWriter(capacity: bytes + 64)
        for value in values {
            if isJSON {
                out.append("{ \"")
                out.append(bytes: name)
                out.append("\" : ")
                value.withUnsafeBytes { Self.append($0, into: &out) }
                out.append(" }\n")
            } else {
                out.append(bytes: value)
                out.append("\n")
            }
        }
        return Answer(status: .ok, contentType: isJSON ? "application/json" : "text/plain", body: out.bytes)
    }

    /// systemd's json_escape(): null from 4096 bytes on, bytes as numbers with spaces between.
    private static func append(_ value: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        if value.count >= 4096 {
            out.append("null")
        } else if TextCheck.isPrintable(value) {
            out.append("\"")
            for byte in value {
                switch byte {
                case UInt8(ascii: "\""): out.append("\\\"")
                case UInt8(ascii: "\\"): out.append("\\\\")
                case 0x0a: out.append("\\n")
                case 0..<0x20:
                    out.append("\\u00")
                    out.append(hexDigits: byte)
                default: out.append(byte: byte)
                }
            }
            out.append("\"")
        } else {
            out.append("[ ")
            for (index, byte) in value.enumerated() {
                if index > 0 { out.append(", ") }
                out.append(decimal: UInt64(byte))
            }
            out.append(" ]")
        }
    }
}
