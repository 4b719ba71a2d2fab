internal import EventStore
internal import LogModel

/// Writes the events of one block as JSON objects, each ended by LF, or framed as a server-sent event.
final class JSONEncoder {
    private var writer: JSONEventWriter

    init(_ block: Block, _ encoding: Encoding) {
        writer = JSONEventWriter(block, encoding)
    }

    /// Appends events as `EventEncoder.write` says.
    func write(
        _ indices: ArraySlice<Int>,
        _ view: ColumnView,
        wanted: Int,
        limit: Int,
        times: inout TimeText,
        into out: inout ByteWriter
    ) -> (taken: Int, events: Int) {
        // One access for all: the check of each costs as much as a fifth of an event.
        writer.write(indices, view, wanted: wanted, limit: limit, times: &times, into: &out)
    }
}
