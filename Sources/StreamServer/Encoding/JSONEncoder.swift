internal import EventStore
internal import LogModel

/// Writes the events of one block as JSON objects.
///
/// What an origin decides is written once per block; an event adds its ID, time, message, and own fields. That is
/// what makes a million events a second possible: of an entry's twenty fields, some fifteen are its origin's.
final class JSONEncoder {
    private let block: Block
    private let wanted: WantedFields
    private var origins: [OriginJSON?]
    private var own = OwnFields()

    init(_ block: Block, _ selection: FieldSelection) {
        self.block = block
        wanted = WantedFields(selection)
        origins = Array(repeating: nil, count: block.columns.origins.count)
    }

    /// Appends the object of one event; `messages` and `fields` are the bytes of those columns.
    func write(
        _ index: Int,
        messages: UnsafeRawBufferPointer,
        fields: UnsafeRawBufferPointer,
        times: inout TimeText,
        into out: inout ByteWriter
    ) {
        let origin = self.origin(Int(block.columns.originIndexes[index]))
        let kind = block.columns.kinds[index]
        own.read(fields, block.columns.ownFields.range(at: index))
        out.append("{\"id\":")
        out.append(decimal: block.id(at: index).rawValue)
        out.append(",\"time\":\"")
        times.writeUTC(block.columns.times[index], into: &out)
        out.append(bytes: origin.head)
        if let priority = kind.priority {
            out.append(",\"priority\":")
            out.append(byte: 48 + priority.rawValue)
        }
        out.append(bytes: origin.identity)
        if !origin.hasProcess { writeSyslogProcess(fields, into: &out) }
        if kind.hasMessage {
            let range = block.columns.messages.range(at: index)
            writeMessage(UnsafeRawBufferPointer(rebasing: messages[range]), into: &out)
        }
        if let size = own.first("LOGCAST_CUT", in: fields), OriginJSON.isNumber(size) {
            out.append(",\"cut\":")
            out.append(size)
        }
        if !wanted.isNone { writeFields(index, origin, fields, into: &out) }
        out.append("}")
    }

    private func origin(_ index: Int) -> OriginJSON {
        if let known = origins[index] { return known }
        let made = OriginJSON(block.columns.origins[index], wanted)
        origins[index] = made
        return made
    }

    private func writeSyslogProcess(_ fields: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        guard let process = own.first("SYSLOG_PID", in: fields), OriginJSON.isNumber(process) else { return }
        out.append(",\"pid\":")
        out.append(process)
    }

    private func writeMessage(_ message: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        if TextCheck.isBinary(message) {
            out.append(",\"message_base64\":")
            out.append(base64: message)
        } else {
            out.append(",\"message\":")
            out.append(jsonString: message)
        }
    }

    private func writeFields(
        _ index: Int,
        _ origin: OriginJSON,
        _ fields: UnsafeRawBufferPointer,
        into out: inout ByteWriter
    ) {
        let before = out.count
        out.append(",\"fields\":{")
        let start = out.count
        let address = block.columns.addresses[index]
        if address.sequence != 0 { writeAddress(address, block.columns.times[index], origin, into: &out) }
        writeOwn(fields, into: &out)
        out.append(bytes: origin.fields)
        if out.count == start {
            out.truncate(to: before)
        } else {
            out.truncate(to: out.count - 1)
            out.append("}")
        }
    }

    /// As sd_journal_get_cursor(3) and `journalctl -o json` have them.
    private func writeAddress(
        _ address: JournalAddress,
        _ time: Int64,
        _ origin: OriginJSON,
        into out: inout ByteWriter
    ) {
        if wanted.showsCursor, let cursor = origin.cursor {
            out.append(bytes: cursor.start)
            out.append(hex: address.sequence)
            out.append(bytes: cursor.boot)
            out.append(hex: address.monotonic)
            out.append(";t=")
            out.append(hex: UInt64(max(0, time)))
            out.append(";x=")
            out.append(hex: address.xorHash)
            out.append("\",")
        }
        if wanted.showsMonotonic {
            out.append("\"__MONOTONIC_TIMESTAMP\":\"")
            out.append(decimal: address.monotonic)
            out.append("\",")
        }
    }

    private func writeOwn(_ bytes: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        let slots = own.slots
        for (index, slot) in slots.enumerated() {
            let name = UnsafeRawBufferPointer(rebasing: bytes[slot.name])
            guard wanted.shows(own: name) else { continue }
            guard own.mayRepeat else {
                out.append(field: name, value: UnsafeRawBufferPointer(rebasing: bytes[slot.value]))
                continue
            }
            func isSame(_ other: OwnFields.Slot) -> Bool {
                other.name.count == name.count && bytes[other.name].elementsEqual(name)
            }
            if slots[..<index].contains(where: isSame) { continue }
            out.append(field: name, values: slots[index...].filter(isSame).map(\.value), of: bytes)
        }
    }
}
