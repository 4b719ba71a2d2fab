internal import EventStore
internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Looks at the clock: heartbeats, `until`, and peers that are gone.
    func tick(_ now: NIODeadline) {
        guard !isOver, !endsWithAccess() else { return }
        if connection.isWritable {
            if isFollow, now - lastWrite >= loop.context.heartbeat { sendHeartbeat() }
        } else if now - lastWrite >= Limits.stalledTime {
            connection.close()
            return
        }
        if now - lastPeerCheck >= Limits.peerCheckTime {
            lastPeerCheck = now
            checkPeer()
        }
        checkUntil()
    }

    /// Ends what is sent once the right to it is over; the answer to the next request says why.
    private func endsWithAccess() -> Bool {
        guard let ending = connection.access?.ending(at: connection.now) else { return false }
        if isFollow {
            write(.bye(retry: Self.jitteredRetry(), reason: ending.name))
            finish()
        } else if let opening, !opening.isSent {
            refuse(
                Problem(
                    status: 401,
                    detail: "the access to this has \(ending == .expired ? "expired" : "been revoked")"
                )
            )
        } else {
            write(.error("the access to this is over: \(ending.name)"))
            cancel()
            connection.abort()
        }
        return true
    }

    private func sendHeartbeat() {
        let (position, bounds) = (cursor.position, log.bounds)
        let head = bounds.head
        // At the head there is none, though the IDs of a new run begin far beyond the last event; nor are there events
        // before the oldest.
        let next = max(position.rawValue + 1, bounds.oldest.rawValue)
        let lag = isWaiting || head.rawValue <= next ? 0 : head.rawValue - next
        let event = ControlEvent.heartbeat(
            position: position,
            time: loop.context.configuration.now(),
            head: head,
            lag: lag
        )
        write(event)
        lastWrite = .now()
        connection.flush()
    }

    /// Ends a follow once `until` has passed: with what the inputs held at that moment.
    func checkUntil() {
        guard isFollow, isWaiting, lastLook == nil, let until = view.key.filter.until,
            loop.context.configuration.now() > until
        else { return }
        lookOnce(for: .until)
    }

    /// Ends at the head once the inputs are read to their present end.
    func lookOnce(for reason: ControlEvent.EndReason) {
        lastLook = reason
        let bound = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let eventLoop = loop.eventLoop
        log.freshen { eventLoop.execute { bound.value.endAtHead() } }
        eventLoop.scheduleTask(in: Limits.freshenTime) { bound.value.endAtHead() }
    }

    private func endAtHead() {
        guard !isOver else { return }
        let head = log.bounds.head
        // Where something is under way it goes on to this end by itself.
        end = min(end ?? head, head)
        guard isWaiting else { return }
        isWaiting = false
        pump()
    }

    /// A peer that does not read is slow; one that does not acknowledge is gone.
    private func checkPeer() {
        // Of HTTP/2 the link looks, once for all of its streams.
        guard !connection.isStream, !connection.peer.isLocal, let channel = connection.context?.channel else { return }
        let bound = NIOLoopBound(connection, eventLoop: loop.eventLoop)
        TCPPeer.isGone(channel)?.whenSuccess { isGone in
            if isGone { bound.value.close() }
        }
    }

    /// The server ends.
    func serverStops() {
        guard isFollow else { return }
        write(.bye(retry: Self.jitteredRetry(), reason: "restart"))
        finish()
    }
}
