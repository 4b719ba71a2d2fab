internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import Logging
internal import NIOCore

/// The answer to one request for events: a place in the log that moves on as the client accepts what is sent.
///
/// There is one loop (`pump`), for replay and live, finite and following alike:
///
///     while the client accepts more, and no work is under way for it:
///         take the chunk that follows the cursor: from the loop's cache, or from the log's memory, and if the log
///         must read the disk, have a history thread make it, and go on when it comes back;
///         write it, and move the cursor behind it, also when it held nothing that passes.
///
/// What holds at all times:
///
/// - Everything through `cursor.position` was examined, and of that all that passes was written, in order, once. So
///   the ID of any event, gap, heartbeat or caught-up is a place to resume at, and a slow client is an older cursor:
///   there is no queue, and no hand-over from replay to live.
/// - The answer is in one of these states: work is under way elsewhere (`isBusy`), which alone may move the cursor;
///   it waits for the head to move (`isWaiting`); the channel takes no more, and tells when it does; a turn is
///   scheduled (`isScheduled`); or it is over. In each of them something is bound to call `pump` again.
/// - What the client has not accepted is at most what the channel's high-water mark and one chunk come to, and two
///   chunks for a client that took the one before at once.
/// - Only what this loop asks of the log makes it wait at the head (see `LoopState`).
///
/// Everything here runs on the connection's event loop.
final class LogAnswer {
    let connection: Connection
    let view: View
    let isFollow: Bool
    /// Newest first, down to here: then `cursor.position` is the ID before which the next events stand.
    var reverseLimit: EventID?
    /// What ends a follow beside `max`, `until` and `before`.
    let ending: LogRequest.Ending
    let stop: StopPattern?
    /// The end that `ending.duration` brings.
    var timeout: Scheduled<Void>?
    /// Of an answer with the newest first: what was selected and not written yet.
    var rest: [Selection.Match] = []
    /// Where the stream stands.
    var cursor = StreamCursor(position: .zero, isResuming: false)
    /// Strictly before this ID; of a finite answer, at most the head at its start.
    var end: EventID?
    /// Log events that may still be sent.
    var wanted: Int
    /// Whether a last line tells where the answer ends.
    let showsCursor: Bool
    /// What only the time before the first byte of a finite answer needs.
    var opening: Opening?

    /// Whether work is under way elsewhere, whose result moves the cursor.
    var isBusy = true
    /// Whether the head has been reached, and the next move of it is waited for.
    var isWaiting = false
    var isScheduled = false
    var isPumping = false
    /// Whether what follows is a long way behind the head, and is made on history threads.
    var isReplaying = false
    /// Whether the client took the last chunk from a history thread at once.
    var isFast = false
    var isOver = false
    /// Whether a follow has told that it reached the head.
    var hasCaughtUp = false
    /// Whether a finite answer knows the head that it ends at.
    private var hasBegun = false
    /// What the clock ends the stream for, once `end` stands at the head of that moment.
    var lastLook: ControlEvent.EndReason?
    /// Of an answer with the newest first: before this ID stands the page of older events.
    var olderPage: EventID?

    var lastWrite = NIODeadline.now()
    var lastPeerCheck = NIODeadline.now()

    /// What a finite answer's head tells, and what decides whether it is a 404.
    struct Opening {
        let target: String
        let isHead: Bool
        let accept: AcceptHeader
        /// Where the help is, for an error.
        let help: String
        let start: LogRequest.Start
        let before: EventID?
        let namedUnit: String?
        /// The head has been written.
        var isSent = false

        /// Whether the answer is about one event, and has no page before it.
        var isOneEvent: Bool {
            if case .around = start { true } else { false }
        }
    }

    init(
        _ connection: Connection,
        _ request: LogRequest,
        target: String,
        isHead: Bool,
        accept: AcceptHeader,
        help: String
    ) {
        self.connection = connection
        view = connection.loop.view(connection.granted(request.filter), request.encoding)
        isFollow = request.isFollow
        reverseLimit = request.isReverse ? .zero : nil
        ending = request.ending
        stop = request.ending.stopOn.map { StopPattern(pattern: $0, log: connection.loop.context.log) }
        wanted = request.max ?? .max
        end = request.before
        showsCursor = request.showsCursor
        opening = Opening(
            target: target,
            isHead: isHead,
            accept: accept,
            help: help,
            start: request.start,
            before: request.before,
            namedUnit: request.isFollow ? nil : request.namedUnit
        )
    }

    var loop: LoopState { connection.loop }
    var log: EventLog { connection.loop.context.log }
    var encoding: Encoding { view.key.encoding }
    /// The most events that the stream began with; nil where it has no such bound.
    var isBounded: Bool { wanted != .max }

    // MARK: Start

    func start() {
        if isFollow {
            log.patternsJoined(view.key.filter.patterns)
            sendFollowHead()
            if opening?.isHead == true { return finish() }
            if let duration = ending.duration { scheduleEnd(after: duration) }
            resolve(end: end ?? log.bounds.head)
        } else {
            freshen()
        }
    }

    /// Has the inputs read to their present end, so that `logger x; curl …` shows x; but not for long.
    private func freshen() {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        let timeout = eventLoop.scheduleTask(in: Limits.freshenTime) { bound.value.isFresh() }
        log.freshen {
            eventLoop.execute {
                timeout.cancel()
                bound.value.isFresh()
            }
        }
    }

    private func isFresh() {
        // The later of the log's word and the timeout finds the query begun.
        guard let opening, !isOver, !hasBegun else { return }
        hasBegun = true
        let head = log.bounds.head
        end = min(opening.before ?? head, head)
        resolve(end: end ?? head)
    }

    /// Finds where to begin.
    private func resolve(end: EventID) {
        guard let start = opening?.start else { return }
        if isFollow { opening = nil }
        if reverseLimit != nil { return beginReverse(start, end: end) }
        switch start {
        case .around(let id, let count): findAround(id, count)
        case .oldest: begin(at: .zero, isResuming: false)
        case .after(let id): begin(at: id, isResuming: id != .zero)
        case .last(0, _): begin(at: end.previous, isResuming: false)
        case .last(let count, let after): findLast(count, after: after, end: end)
        case .entry(let start): findEntry(start, end: end)
        }
    }

    private func findEntry(_ start: EntriesStart, end: EventID) {
        let (log, filter, eventLoop) = (log, view.key.filter, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let found = Result { try start.find(in: log, filter: filter, end: end) }
            eventLoop.execute {
                switch found {
                case .success(let place):
                    if place.isOver { bound.value.wanted = 0 }
                    bound.value.begin(at: place.position, isResuming: false)
                case .failure(let error): bound.value.fail(error)
                }
            }
        }
    }

    private func findLast(_ count: Int, after: EventID?, end: EventID) {
        let (log, filter, eventLoop) = (log, view.key.filter, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let found = Result { try log.position(beforeLast: count, filter: filter, end: end) }
            eventLoop.execute {
                switch found {
                case .success(let position): bound.value.begin(at: max(position, after ?? .zero), isResuming: false)
                case .failure(let error): bound.value.fail(error)
                }
            }
        }
    }

    func begin(at position: EventID, isResuming: Bool) {
        guard !isOver else { return }
        cursor = StreamCursor(position: position, isResuming: isResuming)
        isBusy = false
        pump()
    }

    // MARK: Events of the connection

    /// Called from within a flush, by which NIO goes on for as long as there is something to write: a client that
    /// reads as fast as it is written to would keep the loop to itself.
    func writabilityChanged() {
        if !isPumping, connection.isWritable { schedule() }
    }

    func headMoved() {
        guard isWaiting else { return }
        isWaiting = false
        pump()
    }

    /// The connection is gone.
    func cancel() {
        guard !isOver else { return }
        isOver = true
        timeout?.cancel()
        loop.release(view)
        guard isFollow else { return }
        log.patternsLeft(view.key.filter.patterns)
        loop.context.leaveStream(connection.peer)
    }

    /// Ends in order.
    func finish() {
        guard !isOver else { return }
        cancel()
        connection.finish(isLast: isFollow || connection.isLastAnswer)
    }

    /// Breaks off because the log failed.
    func fail(_ error: any Error) {
        guard !isOver else { return }
        loop.context.logger.error("an answer was broken off: \(error)")
        if let opening, !opening.isSent {
            cancel()
            let problem = Problem(status: 500, detail: "the log cannot be read: \(error)")
            connection.send(problem, opening.accept, help: opening.help, isLast: true)
            return
        }
        write(.error("the log cannot be read: \(error)"))
        cancel()
        connection.abort()
    }

    // MARK: Writing

    func write(_ event: ControlEvent) {
        var out = ByteWriter(capacity: 256)
        event.write(encoding, into: &out)
        if out.count > 0 { write(ChunkFrame.buffer(out)) }
    }

    func write(_ body: ByteBuffer) {
        connection.write(body)
        lastWrite = .now()
    }

    private func sendFollowHead() {
        var head = HTTPResponse.standard(.ok, date: loop.httpDate, isLast: true)
        head.headerFields[.contentType] = encoding.contentType
        head.headerFields[.cacheControl] = "no-store, no-transform"
        head.headerFields[.accelBuffering] = "no"
        connection.write(head)
        let bounds = log.bounds
        write(.opening(logID: log.logID, oldest: bounds.oldest, head: bounds.head))
        connection.flush()
    }

    /// A delay that spreads clients who were all told to come again.
    static func jitteredRetry() -> Int {
        Int.random(in: Limits.retryMilliseconds / 2...Limits.retryMilliseconds * 2)
    }
}
