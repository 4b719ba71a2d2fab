internal import EventStore
internal import LogModel

/// Writes events as lines of text, `journalctl -o short` for those a terminal shows as they are.
///
/// The rules are systemd 252's output_short() (logs-show.c), for output that is no terminal: the source's time
/// before the journal's, `_PID` before `SYSLOG_PID`, a part of 300 bytes or more or with control characters left
/// out, TAB as eight spaces, the lines after the first indented below it. Where journalctl writes
/// `[12B blob data]`, the message stands here with the offending bytes escaped.
final class ShortEncoder {
    private let block: Block
    private let encoding: Encoding
    private let zone: @Sendable (Int64) -> Int
    private var origins: [Lead?]
    private var own = OwnFields()

    /// What stands between the time and the message.
    private struct Lead {
        /// ` host identifier[pid]`.
        var text: [UInt8] = []
        /// Bytes of `text` that do not count for the indentation (journalctl forgets " unknown").
        var uncounted = 0
        var hasProcess = false
        var boot: BootID?
    }

    init(_ block: Block, _ encoding: Encoding, zone: @escaping @Sendable (Int64) -> Int) {
        (self.block, self.encoding, self.zone) = (block, encoding, zone)
        origins = Array(repeating: nil, count: block.columns.origins.count)
    }

    /// Appends the lines of one event, and before them the boot's where it is another than the last.
    func write(_ index: Int, _ view: ColumnView, state: inout EncoderState, into out: inout ByteWriter) {
        let lead = self.lead(Int(view.originIndexes[index]))
        if let next = lead.boot, next != state.boot {
            if state.boot != nil, encoding.entries == nil { write(boot: next, into: &out) }
            state.boot = next
        }
        let kind = view.kinds[index]
        guard kind.hasMessage else { return }
        own.read(view.ownFields, view.ownRange(index))
        let start = out.count
        let time = time(view.times[index], view.ownFields)
        if encoding.format == .shortISO {
            state.times.writeISO(time, zone: zone, into: &out)
        } else {
            state.times.writeLocal(time, zone: zone, into: &out)
        }
        out.append(bytes: lead.text)
        if !lead.hasProcess, let process = own.first("SYSLOG_PID", in: view.ownFields), Self.shallPrint(process) {
            out.append("[")
            out.append(process)
            out.append("]")
        }
        out.append(": ")
        write(message: view.message(index), kind, indent: out.count - start - lead.uncounted, into: &out)
    }

    private func write(boot: BootID, into out: inout ByteWriter) {
        out.append(encoding.isColored ? "\u{1b}[0;1;39m-- Boot " : "-- Boot ")
        boot.write(into: &out)
        out.append(encoding.isColored ? " --\u{1b}[0m\n" : " --\n")
    }

    private func write(
        message: UnsafeRawBufferPointer,
        _ kind: EventColumns.Kind,
        indent: Int,
        into out: inout ByteWriter
    ) {
        if encoding.entries != nil { return write(entry: message, indent: indent, into: &out) }
        let shown = encoding.cut.map { MessageCut.prefix(message, $0) } ?? message
        let color = encoding.isColored ? Self.color(of: kind) : ""
        if encoding.isRaw {
            if encoding.isColored { out.append(color) }
            out.append(shown)
            out.append(encoding.isColored && color.utf8CodeUnitCount > 0 ? "\u{1b}[0m\n" : "\n")
        } else {
            out.append(lines: shown, indent: indent, tab: "        ", color: color)
        }
        if shown.count < message.count { out.markCut() }
    }

    /// To the byte what journalctl writes, blobs included.
    private func write(entry message: UnsafeRawBufferPointer, indent: Int, into out: inout ByteWriter) {
        func write(_ shown: UnsafeRawBufferPointer) {
            if TextCheck.isPrintable(shown) {
                out.append(lines: shown, indent: indent, tab: "        ")
            } else {
                out.append("[")
                out.append(byteSize: UInt64(shown.count))
                out.append(" blob data]\n")
            }
        }
        if let stripped = AnsiStrip.stripped(message) { stripped.withUnsafeBytes { write($0) } } else { write(message) }
    }

    /// What journalctl writes before the message on a terminal of 256 colours (get_log_colors).
    private static func color(of kind: EventColumns.Kind) -> StaticString {
        switch kind.priority?.rawValue {
        case 0, 1, 2, 3: "\u{1b}[0;1;31m"
        case 4: "\u{1b}[0;1;38;5;185m"
        case 5: "\u{1b}[0;1;39m"
        case 7: "\u{1b}[0;38;5;245m"
        default: ""
        }
    }

    private func time(_ received: Int64, _ fields: UnsafeRawBufferPointer) -> Int64 {
        guard let source = own.first("_SOURCE_REALTIME_TIMESTAMP", in: fields), (1...18).contains(source.count),
            source.allSatisfy({ (48...57).contains($0) })
        else { return received }
        let value = source.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return value > 0 && value < 1 << 55 ? value : received
    }

    private func lead(_ index: Int) -> Lead {
        if let known = origins[index] { return known }
        let origin = block.columns.origins[index]
        var lead = Lead()
        var out = ByteWriter(capacity: 512)
        if let host = Self.printable(origin, "_HOSTNAME") {
            out.append(" ")
            out.append(bytes: host)
        }
        if let name = Self.identifier(of: origin) {
            out.append(" ")
            out.append(bytes: name)
        } else {
            out.append(" unknown")
            lead.uncounted = 8
        }
        if let process = Self.printable(origin, "_PID") {
            lead.hasProcess = true
            out.append("[")
            out.append(bytes: process)
            out.append("]")
        }
        lead.text = out.bytes
        lead.boot = origin.first("_BOOT_ID").flatMap { BootID($0) }
        origins[index] = lead
        return lead
    }

    private static func identifier(of origin: Origin) -> [UInt8]? {
        if let name = printable(origin, "SYSLOG_IDENTIFIER") ?? printable(origin, "_COMM") { return name }
        guard !origin.input.hasPrefix("journal"), let unit = origin.subject else { return nil }
        let bytes = Array(unit.utf8)
        return bytes.withUnsafeBytes { shallPrint($0) } ? bytes : nil
    }

    private static func printable(_ origin: Origin, _ name: String) -> [UInt8]? {
        guard let field = origin.fields.first(where: { $0.name == name }) else { return nil }
        let value = Array(field.value)
        return value.withUnsafeBytes { shallPrint($0) } ? value : nil
    }

    /// journalctl's shall_print(), but for TAB and LF, with which a name could pass for a line of its own.
    private static func shallPrint(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count < 300 && TextCheck.isPrintable(bytes) && bytes.allSatisfy { $0 >= 0x20 }
    }
}
