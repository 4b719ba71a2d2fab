internal import EventStore
internal import LogModel

/// Writes journal entries as systemd's JSON: every field, names to strings (logs-show.c of 252, output_json()).
///
/// `null` for a field of 4096 bytes or more, its name and `=` counted; an array of byte numbers for what is not
/// printable; an array of those for a field that stands there several times.
final class EntryEncoder {
    private let block: Block
    private var origins: OriginPieces<Pieces>
    private var own = OwnFields()

    /// Fields of this many bytes, name and `=` included, are shown as null (JSON_THRESHOLD).
    private static let threshold = 4096

    /// What an origin decides.
    private struct Pieces {
        let cursor: CursorPieces
        /// `,"NAME":…` for each field.
        let fields: Range<Int>
    }

    init(_ block: Block) {
        self.block = block
        origins = OriginPieces(count: block.columns.origins.count)
    }

    /// Appends an entry as a server-sent event.
    func writeSSE(_ index: Int, _ view: ColumnView, into out: inout ByteWriter) {
        let pieces = pieces(Int(view.originIndexes[index]))
        if !pieces.cursor.isEmpty {
            out.append("id: ")
            origins.withBytes { pieces.cursor.write(view.addresses[index], view.times[index], $0, into: &out) }
            out.append("\n")
        }
        out.append("data: ")
        write(index, view, into: &out)
        out.append("\n\n")
    }

    /// Appends the object of an entry.
    func write(_ index: Int, _ view: ColumnView, into out: inout ByteWriter) {
        let pieces = pieces(Int(view.originIndexes[index]))
        let kind = view.kinds[index]
        own.read(view.ownFields, view.ownRange(index))
        origins.withBytes { bytes in
            out.append("{\"__CURSOR\":\"")
            pieces.cursor.write(view.addresses[index], view.times[index], bytes, into: &out)
            out.append("\",\"__REALTIME_TIMESTAMP\":\"")
            out.append(decimal: view.times[index])
            out.append("\",\"__MONOTONIC_TIMESTAMP\":\"")
            out.append(decimal: view.addresses[index].monotonic)
            out.append("\"")
            out.append(UnsafeRawBufferPointer(rebasing: bytes[pieces.fields]))
        }
        let priority = kind.priority.map { [48 + $0.rawValue] }
        if let priority, !owns("PRIORITY", view.ownFields) {
            out.append(",\"PRIORITY\":\"")
            out.append(bytes: priority)
            out.append("\"")
        }
        if kind.hasMessage, !owns("MESSAGE", view.ownFields) {
            out.append(",\"MESSAGE\":")
            Self.append(view.message(index), nameLength: 7, into: &out)
        }
        writeOwn(view.ownFields, kind.hasMessage ? view.message(index) : nil, priority, into: &out)
        out.append("}")
    }

    private func pieces(_ index: Int) -> Pieces {
        origins[index] { out in
            let origin = block.columns.origins[index]
            return Pieces(cursor: CursorPieces(origin, &out), fields: out.piece { Self.writeFields(of: origin, &$0) })
        }
    }

    /// Whether another value of a field stands among the own ones, because there it was given several times.
    private func owns(_ name: StaticString, _ fields: UnsafeRawBufferPointer) -> Bool {
        !own.slots.isEmpty && own.first(name, in: fields) != nil
    }

    private func writeOwn(
        _ bytes: UnsafeRawBufferPointer,
        _ message: UnsafeRawBufferPointer?,
        _ priority: [UInt8]?,
        into out: inout ByteWriter
    ) {
        for (index, slot) in own.slots.enumerated() {
            let name = UnsafeRawBufferPointer(rebasing: bytes[slot.name])
            if name.count == 11, name.elementsEqual("LOGCAST_CUT".utf8) { continue }
            let isTaken = name.elementsEqual("MESSAGE".utf8) || name.elementsEqual("PRIORITY".utf8)
            if !own.mayRepeat, !isTaken {
                out.append(",\"")
                out.append(jsonEscaped: name)
                out.append("\":")
                Self.append(UnsafeRawBufferPointer(rebasing: bytes[slot.value]), nameLength: name.count, into: &out)
                continue
            }
            func isSame(_ other: OwnFields.Slot) -> Bool {
                other.name.count == name.count && bytes[other.name].elementsEqual(name)
            }
            if own.mayRepeat, own.slots[..<index].contains(where: isSame) { continue }
            var values = [UnsafeRawBufferPointer(rebasing: bytes[slot.value])]
            if own.mayRepeat {
                values += own.slots[(index + 1)...].filter(isSame).map {
                    UnsafeRawBufferPointer(rebasing: bytes[$0.value])
                }
            }
            if let message, name.elementsEqual("MESSAGE".utf8) { values.insert(message, at: 0) }
            guard let priority, name.elementsEqual("PRIORITY".utf8) else {
                Self.append(name, values, into: &out)
                continue
            }
            priority.withUnsafeBytes { Self.append(name, [$0] + values, into: &out) }
        }
    }

    private static func writeFields(of origin: Origin, _ out: inout ByteWriter) {
        let fields = origin.fields.filter { !$0.bytes.starts(with: "__".utf8) }
        for (index, field) in fields.enumerated() {
            if fields[..<index].contains(where: { $0.hasName(of: field) }) { continue }
            let values = fields[index...].filter { $0.hasName(of: field) }.map { Array($0.value) }
            out.append(",\"")
            field.bytes.withUnsafeBytes {
                out.append(jsonEscaped: UnsafeRawBufferPointer(rebasing: $0[..<field.nameLength]))
            }
            out.append(values.count > 1 ? "\":[" : "\":")
            for (number, value) in values.enumerated() {
                if number > 0 { out.append(",") }
                value.withUnsafeBytes { append($0, nameLength: field.nameLength, into: &out) }
            }
            if values.count > 1 { out.append("]") }
        }
    }

    private static func append(
        _ name: UnsafeRawBufferPointer,
        _ values: [UnsafeRawBufferPointer],
        into out: inout ByteWriter
    ) {
        out.append(",\"")
        out.append(jsonEscaped: name)
        out.append(values.count > 1 ? "\":[" : "\":")
        for (number, value) in values.enumerated() {
            if number > 0 { out.append(",") }
            append(value, nameLength: name.count, into: &out)
        }
        if values.count > 1 { out.append("]") }
    }

    /// Appends one value.
    static func append(_ value: UnsafeRawBufferPointer, nameLength: Int, into out: inout ByteWriter) {
        if nameLength + 1 + value.count >= threshold {
            out.append("null")
        } else if TextCheck.isPrintable(value) {
            out.append(jsonString: value)
        } else {
            out.append("[")
            for (index, byte) in value.enumerated() {
                if index > 0 { out.append(",") }
                out.append(decimal: UInt64(byte))
            }
            out.append("]")
        }
    }
}
