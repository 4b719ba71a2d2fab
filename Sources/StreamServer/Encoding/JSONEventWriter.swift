internal import EventStore
internal import LogModel

/// The objects of a block's events.
///
/// What an origin decides is written once per chunk and copied for each event; an event adds its ID, time, message,
/// and own fields. Nothing is allocated per event, and room is made once for all parts of a known size.
struct JSONEventWriter: ~Copyable {
    private let block: Block
    private let encoding: Encoding
    private let wanted: WantedFields
    private let isSSE: Bool
    private let cut: Int
    private var origins: OriginPieces<OriginJSON>
    /// The origin of the last event: neighbours mostly share it.
    private var last: (number: Int, origin: OriginJSON)?
    private var own = OwnFields()

    init(_ block: Block, _ encoding: Encoding) {
        (self.block, self.encoding) = (block, encoding)
        wanted = WantedFields(encoding.fields)
        isSSE = encoding.format == .sse
        cut = encoding.cut ?? .max
        origins = OriginPieces(count: block.columns.origins.count)
    }

    /// Appends events as `EventEncoder.write` says.
    mutating func write(
        _ indices: ArraySlice<Int>,
        _ view: ColumnView,
        wanted: Int,
        limit: Int,
        times: inout TimeText,
        into out: inout ByteWriter
    ) -> (taken: Int, events: Int) {
        var (taken, events) = (0, 0)
        for index in indices {
            if events == wanted { break }
            let before = out.count
            let isGap = view.kinds[index].isGap
            if isGap {
                ControlEvent.gap(json: Array(view.message(index)), id: block.id(at: index)).write(encoding, into: &out)
            } else {
                write(index, view, times: &times, into: &out)
                if encoding.format == .jsonPretty { PrettyJSON.spread(from: before, in: &out) }
            }
            if out.count > limit, before > 0 {
                out.truncate(to: before)
                break
            }
            taken += 1
            if !isGap { events += 1 }
        }
        return (taken, events)
    }

    /// Appends the object of one event.
    private mutating func write(_ index: Int, _ view: ColumnView, times: inout TimeText, into out: inout ByteWriter) {
        let origin = origin(Int(view.originIndexes[index]))
        let kind = view.kinds[index]
        let ownRange = view.ownRange(index)
        if ownRange.isEmpty { own.clear() } else { own.read(view.ownFields, ownRange) }
        // No piece is made until the event is written.
        let pieces = origins.bytesUntilNextPiece
        out.reserve(160 + origin.head.count + origin.identity.count)
        writeStart(block.id(at: index).rawValue, view.times[index], &times, &out)
        out.appendReserved(UnsafeRawBufferPointer(rebasing: pieces[origin.head]))
        if let priority = kind.priority {
            out.appendReserved(",\"priority\":")
            out.appendReserved(UInt64(48 + priority.rawValue), count: 1)
        }
        out.appendReserved(UnsafeRawBufferPointer(rebasing: pieces[origin.identity]))
        if !origin.hasProcess, !ownRange.isEmpty { writeSyslogProcess(view.ownFields, into: &out) }
        writeMessage(kind.hasMessage ? view.message(index) : nil, view.ownFields, into: &out)
        if !wanted.isNone { writeFields(index, view, pieces, origin, into: &out) }
        out.append(isSSE ? "}\n\n" : "}\n")
    }

    private mutating func origin(_ number: Int) -> OriginJSON {
        if let last, last.number == number { return last.origin }
        let (block, wanted) = (block, wanted)
        let origin = origins[number] { out in OriginJSON(block.columns.origins[number], wanted, &out) }
        last = (number, origin)
        return origin
    }

    /// The ID and the time, for which there is room.
    @inline(__always)
    private func writeStart(_ id: UInt64, _ time: Int64, _ times: inout TimeText, _ out: inout ByteWriter) {
        if isSSE {
            out.appendReserved("id: ")
            let start = out.count
            out.appendReserved(decimal: id)
            let length = out.count - start
            out.appendReserved("\ndata: {\"id\":")
            out.appendReserved(copyOf: start, count: length)
        } else {
            out.appendReserved("{\"id\":")
            out.appendReserved(decimal: id)
        }
        out.appendReserved(",\"time\":\"")
        times.writeUTC(time, into: &out)
    }

    private func writeSyslogProcess(_ fields: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        guard let process = own.first("SYSLOG_PID", in: fields), OriginJSON.isNumber(process) else { return }
        out.append(",\"pid\":")
        out.append(process)
    }

    private func writeMessage(
        _ message: UnsafeRawBufferPointer?,
        _ fields: UnsafeRawBufferPointer,
        into out: inout ByteWriter
    ) {
        if let message { out.append(jsonMessage: MessageCut.prefix(message, cut)) }
        if !own.slots.isEmpty, let size = own.first("LOGCAST_CUT", in: fields), OriginJSON.isNumber(size) {
            out.append(",\"cut\":")
            out.append(size)
        } else if let message, message.count > cut {
            out.append(",\"cut\":")
            out.append(decimal: UInt64(message.count))
        }
    }

    private func writeFields(
        _ index: Int,
        _ view: ColumnView,
        _ pieces: UnsafeRawBufferPointer,
        _ origin: OriginJSON,
        into out: inout ByteWriter
    ) {
        let isAddressed = view.addresses[index].sequence != 0 && wanted.showsAddress
        guard !own.slots.isEmpty || !origin.fields.isEmpty || isAddressed else { return }
        let before = out.count
        out.append(",\"fields\":{")
        let start = out.count
        if isAddressed { writeAddress(view.addresses[index], view.times[index], pieces, origin, into: &out) }
        writeOwn(view.ownFields, into: &out)
        out.append(UnsafeRawBufferPointer(rebasing: pieces[origin.fields]))
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
        _ pieces: UnsafeRawBufferPointer,
        _ origin: OriginJSON,
        into out: inout ByteWriter
    ) {
        if wanted.showsCursor, !origin.cursor.isEmpty {
            out.append("\"__CURSOR\":\"")
            origin.cursor.write(address, time, pieces, into: &out)
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
