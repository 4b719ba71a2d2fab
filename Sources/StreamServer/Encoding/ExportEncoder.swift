internal import EventStore
internal import LogModel

/// Writes events in the journal's export format (systemd.io, "Journal Export Formats"): addressing fields first,
/// `NAME=value` lines, binary values with their length, an empty line at the end.
///
/// A journal entry has all of its fields; an event of a file has its time, its origin's fields and its message.
final class ExportEncoder {
    private let block: Block
    private var origins: OriginPieces<Pieces>
    private var own = OwnFields()

    /// What an origin decides.
    private struct Pieces {
        let cursor: CursorPieces
        /// `_BOOT_ID`, then the other fields.
        let boot: Range<Int>
        let fields: Range<Int>
    }

    init(_ block: Block) {
        self.block = block
        origins = OriginPieces(count: block.columns.origins.count)
    }

    /// Appends one event.
    func write(_ index: Int, _ view: ColumnView, into out: inout ByteWriter) {
        let pieces = pieces(Int(view.originIndexes[index]))
        let (kind, address) = (view.kinds[index], view.addresses[index])
        own.read(view.ownFields, view.ownRange(index))
        origins.withBytes { bytes in
            if address.sequence != 0, !pieces.cursor.isEmpty {
                out.append("__CURSOR=")
                pieces.cursor.write(address, view.times[index], bytes, into: &out)
                out.append("\n")
            }
            out.append("__REALTIME_TIMESTAMP=")
            out.append(decimal: view.times[index])
            if address.sequence != 0 {
                out.append("\n__MONOTONIC_TIMESTAMP=")
                out.append(decimal: address.monotonic)
            }
            out.append("\n")
            out.append(UnsafeRawBufferPointer(rebasing: bytes[pieces.boot]))
            out.append(UnsafeRawBufferPointer(rebasing: bytes[pieces.fields]))
        }
        if let priority = kind.priority {
            out.append("PRIORITY=")
            out.append(byte: 48 + priority.rawValue)
            out.append("\n")
        }
        if kind.hasMessage { Self.append(message: view.message(index), into: &out) }
        for slot in own.slots {
            let field = UnsafeRawBufferPointer(rebasing: view.ownFields[slot.name.lowerBound..<slot.value.upperBound])
            if field.starts(with: "LOGCAST_CUT=".utf8) { continue }
            Self.append(field, nameLength: slot.name.count, into: &out)
        }
        out.append("\n")
    }

    private func pieces(_ index: Int) -> Pieces {
        origins[index] { out in
            let origin = block.columns.origins[index]
            let cursor = CursorPieces(origin, &out)
            let boot = out.piece { if let boot = origin.field("_BOOT_ID") { Self.append(boot, into: &$0) } }
            let fields = out.piece { out in
                for field in origin.fields where !field.bytes.starts(with: "__".utf8) {
                    if !field.bytes.starts(with: "_BOOT_ID=".utf8) { Self.append(field, into: &out) }
                }
            }
            return Pieces(cursor: cursor, boot: boot, fields: fields)
        }
    }

    private static func append(_ field: Field, into out: inout ByteWriter) {
        field.bytes.withUnsafeBytes { append($0, nameLength: field.nameLength, into: &out) }
    }

    private static func append(message: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        if isLine(message) {
            out.append("MESSAGE=")
            out.append(message)
        } else {
            out.append("MESSAGE\n")
            out.append(littleEndian: UInt64(message.count))
            out.append(message)
        }
        out.append("\n")
    }

    private static func append(_ field: UnsafeRawBufferPointer, nameLength: Int, into out: inout ByteWriter) {
        let value = UnsafeRawBufferPointer(rebasing: field[(nameLength + 1)...])
        if isLine(value) {
            out.append(field)
        } else {
            out.append(UnsafeRawBufferPointer(rebasing: field[..<nameLength]))
            out.append("\n")
            out.append(littleEndian: UInt64(value.count))
            out.append(value)
        }
        out.append("\n")
    }

    /// Whether a value may stand on a line: UTF-8 without control characters but TAB.
    private static func isLine(_ value: UnsafeRawBufferPointer) -> Bool {
        TextCheck.isPrintable(value) && !value.contains(0x0a)
    }
}
