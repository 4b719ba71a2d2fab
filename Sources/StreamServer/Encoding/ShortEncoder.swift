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

    init(_ block: Block, zone: @escaping @Sendable (Int64) -> Int) {
        (self.block, self.zone) = (block, zone)
        origins = Array(repeating: nil, count: block.columns.origins.count)
    }

    /// Appends the lines of one event, and before them the boot's where it is another than `boot`.
    func write(
        _ index: Int,
        messages: UnsafeRawBufferPointer,
        fields: UnsafeRawBufferPointer,
        times: inout TimeText,
        boot: inout BootID?,
        into out: inout ByteWriter
    ) {
        let lead = self.lead(Int(block.columns.originIndexes[index]))
        if let next = lead.boot, next != boot {
            if boot != nil {
                out.append("-- Boot ")
                next.write(into: &out)
                out.append(" --\n")
            }
            boot = next
        }
        guard block.columns.kinds[index].hasMessage else { return }
        own.read(fields, block.columns.ownFields.range(at: index))
        let start = out.count
        times.writeLocal(time(index, fields), zone: zone, into: &out)
        out.append(bytes: lead.text)
        if !lead.hasProcess, let process = own.first("SYSLOG_PID", in: fields), Self.shallPrint(process) {
            out.append("[")
            out.append(process)
            out.append("]")
        }
        out.append(": ")
        let indent = out.count - start - lead.uncounted
        let range = block.columns.messages.range(at: index)
        out.append(lines: UnsafeRawBufferPointer(rebasing: messages[range]), indent: indent, tab: "        ")
    }

    private func time(_ index: Int, _ fields: UnsafeRawBufferPointer) -> Int64 {
        guard let source = own.first("_SOURCE_REALTIME_TIMESTAMP", in: fields), (1...18).contains(source.count),
            source.allSatisfy({ (48...57).contains($0) })
        else { return block.columns.times[index] }
        let value = source.reduce(Int64(0)) { $0 * 10 + Int64($1 - 48) }
        return value > 0 && value < 1 << 55 ? value : block.columns.times[index]
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
