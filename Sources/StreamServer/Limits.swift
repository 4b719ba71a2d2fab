internal import NIOCore

/// Every bound of the server: its unit, and what happens beyond it.
enum Limits {
    /// Follow streams at once; beyond, an EventSource gets `busy` and everyone else 503. Settable.
    static let streams = 20_000
    /// Follow streams of one peer at once, as above; an office behind one address is one peer. Settable.
    static let streamsPerPeer = 1000
    /// Connections at once, a stream of HTTP/2 counting as one more; beyond, each request is answered as above, and
    /// the connection closed. Settable.
    static let connections = 24_000
    /// Connections of one peer at once, as above. Settable.
    static let connectionsPerPeer = 1000
    /// Connections beyond those bounds that get their answer; beyond, a new one is closed unanswered.
    static let refusals = 256
    /// Bytes of a request's target; beyond, 414.
    static let targetBytes = 16 * 1024
    /// Bytes of one header field; beyond, 431.
    static let headerFieldBytes = 24 * 1024
    /// Bytes of all header fields; beyond, 431.
    static let headerListBytes = 64 * 1024
    /// Header fields; beyond, 431.
    static let headerFields = 100
    /// Bytes of a request's body, of which `formBytes` are kept; beyond, 413 and the connection is closed.
    static let bodyBytes = 64 * 1024
    /// Parameters in a query; beyond, 400.
    static let parameters = 256
    /// Bytes of a name or glob of a unit, an identifier, a host; beyond, 400. Matching takes at most the product of a
    /// pattern's and a name's length.
    static let nameBytes = 256
    /// Bytes of one expression of `grep`, `exclude`, `stop-on` and `q`; beyond, 400.
    static let patternBytes = 1024
    /// Expressions and texts that one request looks for in messages; beyond, 400.
    static let patterns = 32
    /// Bytes of `q`; beyond, 400.
    static let languageBytes = 4096
    /// Terms of `q`; beyond, 400.
    static let languageTerms = 128
    /// The largest `context`, to either side; beyond, 400.
    static let context = 10_000
    /// The longest `for`; beyond, 400.
    static let longestFor = Duration.seconds(366 * 86_400)
    /// Names in `fields=A,B`; beyond, 400.
    static let namedFields = 100
    /// The largest `lines` and `max`; beyond, 400.
    static let lines = 100_000_000
    /// Requests sent ahead on one connection; beyond, the connection is closed after those.
    static let pipelined = 16
    /// Bytes of a chunk, unless a single event is larger: the unit of encoding, sharing, and writing. With its frame
    /// it fills a buffer, whose sizes are powers of two.
    static let chunkBytes = 64 * 1024 - 64
    /// Bytes of a chunk made on a history thread for a client that takes what it gets at once: it spares hops between
    /// threads, each of which wakes an idle core (measured: a quarter of the time), and work that is done per chunk.
    static let largeChunkBytes = 512 * 1024 - 64
    /// Bytes of an event in a large chunk for which room is kept; a larger one may cost a copy of the chunk.
    static let largeEventBytes = 8 * 1024
    /// Bytes a client may have unaccepted before no more is encoded for it, and when that goes on.
    static let writeBuffer = ChannelOptions.Types.WriteBufferWaterMark(low: 32 * 1024, high: 64 * 1024)
    /// Bytes read of a connection in a turn of its event loop: few clients send more, and what an attacker sends at
    /// once, a hundred requests to reset, holds the others up for as long as it takes.
    static let readBuffer = AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 8192)
    /// Bytes of encoded chunks kept for other clients, per event loop; beyond, the oldest are dropped.
    static let cacheBytes = 4 * 1024 * 1024
    /// Time one client may take of its event loop or of a history thread before the next one's turn.
    static let turn = TimeAmount.milliseconds(5)
    /// Time after which a turn of an event loop follows another that has work left: it makes the loop look at its sockets
    /// between the two.
    static let turnPause = TimeAmount.microseconds(2)
    /// Bytes one client may be written in a turn of its event loop.
    static let turnBytes = 256 * 1024
    /// Time for a request's head to arrive, and before that for the bytes that tell the version of HTTP; beyond, the
    /// connection is closed.
    static let headTime = TimeAmount.seconds(30)
    /// Time for a TLS handshake; beyond, the connection is closed.
    static let handshakeTime = TimeAmount.seconds(15)
    /// Time between two looks at the files of the certificate and its key.
    static let certificateTime = TimeAmount.seconds(3)
    /// Time that a TLS client has to say its end once it was told ours; beyond, the connection is closed.
    static let tlsEndTime = TimeAmount.seconds(2)
    /// Time that a connection which is refused has for its handshake and its request; beyond, it is closed.
    static let refusalTime = TimeAmount.seconds(5)
    /// Time for an HTTP/2 client that broke the protocol to read why, before its connection is closed.
    static let lastWordTime = TimeAmount.seconds(1)
    /// Streams of one HTTP/2 connection at once, six times what forty tabs and forty EventSources come to; beyond, the
    /// connection is closed, as the protocol has it.
    static let http2Streams = 256
    /// Bytes of the heads of requests on one HTTP/2 connection whose ends are still to come; beyond, 431.
    static let http2HeldBytes = 128 * 1024
    /// CONTINUATION frames of one head: with the HEADERS frame, 96 KiB; beyond, the connection is closed.
    static let http2Continuations = 5
    /// RST_STREAM frames in `http2Window` from one connection; beyond, it is closed.
    static let http2Resets = 300
    /// The same from this host, where a proxy may pass on what many readers end.
    static let http2LocalResets = 1000
    /// PING, SETTINGS and PRIORITY frames in `http2Window`, and broken streams, each; beyond, the connection is closed.
    static let http2ControlFrames = 200
    /// The time that HTTP/2 frames are counted over.
    static let http2Window = TimeAmount.seconds(30)
    /// Frames of HTTP/2's own that wait for a client which does not read; beyond, the connection is closed.
    static let http2WaitingFrames = 1000
    /// Bytes of what a client sends that HTTP/2 is given in a turn of the event loop: a few requests, a fifth of a
    /// millisecond each.
    static let http2TurnBytes = 256
    /// Streams of one HTTP/2 connection up to which a fast reader gets large chunks.
    static let http2FastStreams = 4
    /// Time between requests on one connection; beyond, it is closed.
    static let idleTime = TimeAmount.seconds(75)
    /// Time that work goes on for a client that has ended its side: it may read on, or be gone. Beyond, it is closed.
    static let halfClosedTime = TimeAmount.seconds(30)
    /// Time that a reader which does not read may take to accept what waits for it; beyond, it is closed.
    static let stalledTime = TimeAmount.hours(1)
    /// Time without an acknowledgement of bytes under way after which a TCP peer is gone.
    static let unacknowledgedTime = TimeAmount.seconds(45)
    /// Time between two looks at a TCP peer.
    static let peerCheckTime = TimeAmount.seconds(15)
    /// Time that finite answers and `bye` get at shutdown.
    static let shutdownTime = TimeAmount.seconds(5)
    /// Time a finite query waits for the inputs to be read to their present end; beyond, it answers without.
    static let freshenTime = TimeAmount.milliseconds(100)
    /// Time the log has to answer for `/healthz`.
    static let healthTime = TimeAmount.seconds(5)
    /// Time between wake-ups of one loop's followers, at most, while the fan-out takes long.
    static let fanOutPause = TimeAmount.milliseconds(20)
    /// The delay after which an EventSource reconnects.
    static let retryMilliseconds = 2000
    /// Events of an answer with the newest first up to which it links to the page of older ones; beyond, it is not
    /// searched for where that begins.
    static let linkedReverse = 10_000
    /// Time that the last look for the line of `stop-on` may take once `for` has run out; beyond, it was not seen.
    static let lastLookTime = TimeAmount.seconds(1)
    /// The most buckets of `/hist`; beyond, 400.
    static let buckets = 2000
    /// The buckets of `/hist` where the request does not say.
    static let defaultBuckets = 60
    /// The values of each facet in `/facets`; the answer says of more that it is cut.
    static let facetValues = 50
    /// The units of `/units` and the boots of `/boots`; the answer says of more that it is cut.
    static let listedValues = 10_000
    /// Time zones kept after they were read, more than there are; beyond, one is read anew each time.
    static let zones = 1000
    /// Bytes of the values of one field, for `/fields/F`; beyond, 500.
    static let fieldValueBytes = 64 * 1024 * 1024
    /// Inputs that `/readyz` names; beyond, it tells how many more there are.
    static let shownInputs = 20
    /// Units looked through for the nearest name of a 404.
    static let nearestScan = 2000

    // MARK: Access

    /// Bytes of a form that are kept; a longer one is empty, and a 400.
    static let formBytes = 8 * 1024
    /// Credentials of all kinds; beyond, no more are made. Each request with one compares them all: 0.1 ms.
    static let credentials = 2000
    /// Sessions among them; beyond, the oldest ends.
    static let sessions = 1000
    /// Bytes of a credential's name; beyond, 400.
    static let credentialName = 128
    /// Unit patterns of one credential; beyond, 400.
    static let grantPatterns = 64
    /// The longest time in seconds that a credential is made for: 100 years; beyond, 400.
    static let credentialSeconds: Int64 = 100 * 365 * 86_400
    /// The time in seconds of a session where `logcast login` does not say.
    static let sessionSeconds: Int64 = 7 * 86_400
    /// The time in seconds in which a login code is used, or void.
    static let codeSeconds: Int64 = 5 * 60
    /// Login codes that wait to be used; beyond, the oldest is void.
    static let codes = 100
    /// Wrong credentials from one peer in `guessSeconds` that get a 401, beyond 429; and refusals of one peer in that
    /// time that the audit has a line for, beyond one for all.
    static let guesses = 20
    /// The time in seconds for which those are counted.
    static let guessSeconds: Int64 = 60
    /// Peers with refusals that are remembered; beyond, the one of the longest ago is forgotten.
    static let guessingPeers = 4096
}
