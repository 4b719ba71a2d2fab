internal import EventStore
internal import LogModel

/// Writes the events of one block in one encoding; times and the boot go on from block to block.
struct EventEncoder {
    private enum Body {
        case json(JSONEncoder)
        case short(ShortEncoder)
        case cat
    }

    private let block: Block
    private let format: OutputFormat
    private let body: Body

    init(_ block: Block, _ encoding: Encoding, zone: @escaping @Sendable (Int64) -> Int) {
        (self.block, format) = (block, encoding.format)
        body =
            switch encoding.format {
            case .sse, .json: .json(JSONEncoder(block, encoding.fields))
            case .short: .short(ShortEncoder(block, zone: zone))
            case .cat: .cat
            }
    }

    /// Appends events until `wanted` are written, or the next would make `out` longer than `limit` and is not the
    /// first in it. Returns how many of `indices` were taken, and how many of those are log events and no gaps.
    func write(
        _ indices: ArraySlice<Int>,
        wanted: Int,
        limit: Int,
        state: inout EncoderState,
        into out: inout ByteWriter
    ) -> (taken: Int, events: Int) {
        var (taken, events) = (0, 0)
        block.columns.messages.bytes.withUnsafeBytes { messages in
            block.columns.ownFields.bytes.withUnsafeBytes { fields in
                for index in indices {
                    if events == wanted { return }
                    let (before, boot) = (out.count, state.boot)
                    let isGap = block.columns.kinds[index].isGap
                    if isGap {
                        writeGap(index, messages, into: &out)
                    } else {
                        writeEvent(index, messages, fields, state: &state, into: &out)
                    }
                    if out.count > limit, before > 0 {
                        out.truncate(to: before)
                        state.boot = boot
                        return
                    }
                    taken += 1
                    if !isGap { events += 1 }
                }
            }
        }
        return (taken, events)
    }

    private func writeGap(_ index: Int, _ messages: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        let json = Array(messages[block.columns.messages.range(at: index)])
        ControlEvent.gap(json: json, id: block.id(at: index)).write(format, into: &out)
    }

    private func writeEvent(
        _ index: Int,
        _ messages: UnsafeRawBufferPointer,
        _ fields: UnsafeRawBufferPointer,
        state: inout EncoderState,
        into out: inout ByteWriter
    ) {
        switch body {
        case .json(let json):
            if format == .sse {
                out.append("id: ")
                out.append(decimal: block.id(at: index).rawValue)
                out.append("\ndata: ")
            }
            json.write(index, messages: messages, fields: fields, times: &state.times, into: &out)
            if format == .sse { out.append("\n\n") } else { out.append("\n") }
        case .short(let short):
            short.write(
                index,
                messages: messages,
                fields: fields,
                times: &state.times,
                boot: &state.boot,
                into: &out
            )
        case .cat:
            guard block.columns.kinds[index].hasMessage else { return }
            let range = block.columns.messages.range(at: index)
            out.append(lines: UnsafeRawBufferPointer(rebasing: messages[range]), indent: 0, tab: "\t")
        }
    }
}

/// What an encoder carries from one block to the next.
struct EncoderState {
    var times = TimeText()
    /// The boot of the last event written, in the text that names boots.
    var boot: BootID?
}
