internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Ends a follow by the clock: politely, or as a failure where a line was waited for that has not come.
    func scheduleEnd(after duration: Duration) {
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        timeout = loop.eventLoop.scheduleTask(in: TimeAmount(duration)) { bound.value.endByTime(duration) }
    }

    /// What was written is all that the client will get: a chunk that is being made elsewhere comes too late. But the
    /// line of `stop-on` is looked for once more, in what the inputs hold at this moment.
    private func endByTime(_ duration: Duration) {
        guard !isOver else { return }
        guard stop != nil else {
            write(.end(reason: .time, last: cursor.position))
            return finish()
        }
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        timeout = loop.eventLoop.scheduleTask(in: Limits.lastLookTime) { bound.value.failToSee() }
        lookOnce(for: .time)
    }

    /// The line that was waited for has not come in time.
    func failToSee() {
        guard !isOver, let duration = ending.duration else { return }
        write(.error("not seen in \(Self.text(duration))"))
        cancel()
        connection.abort()
    }

    /// `60s`, `0.5s`.
    private static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let millis = attoseconds / 1_000_000_000_000_000
        guard millis > 0 else { return "\(seconds)s" }
        let digits = String(1000 + millis).dropFirst()
        return "\(seconds).\(digits.reversed().drop { $0 == "0" }.reversed().map { String($0) }.joined())s"
    }

    /// The line that was waited for has been written.
    func reachStop() {
        write(.end(reason: .stopOn, last: cursor.position))
        finish()
    }
}
