internal import EventStore
internal import LogModel
internal import NIOCore

/// Encoded events, and the place after them.
struct Chunk: Sendable {
    /// What to send, framed for HTTP/1.1 (`ChunkFrame`); nil where nothing of what was examined passes.
    var body: ByteBuffer?
    /// The ID of the first event in it.
    var firstID: EventID?
    /// Log events in it; gaps do not count.
    var events: Int
    /// The place after it.
    var cursor: StreamCursor
    /// Why it ends.
    var outcome: Outcome
    /// Of an answer with the newest first: what was selected and not written yet.
    var rest: [Selection.Match] = []

    /// Why a chunk ends.
    enum Outcome: Sendable {
        /// It is full, or the turn is over.
        case more
        /// The position has reached the head.
        case head
        /// The position has reached the subscription's end.
        case end
        /// Its last event is the one that the stream was to stop on.
        case stopped
    }
}

/// A stream's place in the log, and what else decides the bytes that come next.
struct StreamCursor: Hashable, Sendable {
    /// The last ID examined.
    var position: EventID
    /// Whether the client named the position and nothing after it has been examined yet.
    var isResuming: Bool
    /// The boot of the last event written, in the text that names boots.
    var boot: BootID?
}
