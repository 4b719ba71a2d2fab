internal import EventStore
internal import LogModel

/// Writes the events of one block in one encoding; times and the boot go on from block to block.
struct EventEncoder {
    private enum Body {
        case json(JSONEncoder)
        case text(ShortEncoder)
        case cat
        case entry(EntryEncoder)
        case export(ExportEncoder)
    }

    private let block: Block
    private let encoding: Encoding
    private let body: Body

    init(_ block: Block, _ encoding: Encoding, zone: @escaping @Sendable (Int64) -> Int) {
        (self.block, self.encoding) = (block, encoding)
        body = Self.body(block, encoding, zone)
    }

    private static func body(
        _ block: Block,
        _ encoding: Encoding,
        _ zone: @escaping @Sendable (Int64) -> Int
    ) -> Body {
        switch encoding.entries {
        case .json, .sequence, .sse: return .entry(EntryEncoder(block))
        case .export: return .export(ExportEncoder(block))
        case .text: return .text(ShortEncoder(block, encoding, zone: zone))
        case nil: break
        }
        switch encoding.format {
        case .sse, .json, .jsonPretty: return .json(JSONEncoder(block, encoding))
        case .short, .shortISO:
            guard let rules = encoding.zone else { return .text(ShortEncoder(block, encoding, zone: zone)) }
            return .text(ShortEncoder(block, encoding) { rules.offset(at: $0) })
        case .cat: return .cat
        case .export: return .export(ExportEncoder(block))
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
        if case .json(let json) = body {
            return block.columns.withView { view in
                json.write(indices, view, wanted: wanted, limit: limit, times: &state.times, into: &out)
            }
        }
        var (taken, events) = (0, 0)
        block.columns.withView { view in
            for index in indices {
                if events == wanted { return }
                let (before, boot) = (out.count, state.boot)
                let isGap = view.kinds[index].isGap
                if isGap {
                    ControlEvent.gap(json: Array(view.message(index)), id: block.id(at: index))
                        .write(encoding, into: &out)
                } else {
                    write(index, view, state: &state, into: &out)
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
        return (taken, events)
    }

    private func write(_ index: Int, _ view: ColumnView, state: inout EncoderState, into out: inout ByteWriter) {
        switch body {
        case .json: preconditionFailure("BUG: JSON is written many events at a time")
        case .text(let text): text.write(index, view, state: &state, into: &out)
        case .cat:
            guard view.kinds[index].hasMessage else { return }
            out.append(message: view.message(index), encoding)
        case .entry(let entry):
            switch encoding.entries {
            case .sse: entry.writeSSE(index, view, into: &out)
            case .sequence:
                out.append(byte: 0x1e)
                entry.write(index, view, into: &out)
                out.append("\n")
            default:
                entry.write(index, view, into: &out)
                out.append("\n")
            }
        case .export(let export): export.write(index, view, into: &out)
        }
    }
}

/// What an encoder carries from one block to the next.
struct EncoderState {
    var times = TimeText()
    /// The boot of the last event written, in the text that names boots.
    var boot: BootID?
}
