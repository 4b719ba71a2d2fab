internal import EventStore
internal import LogModel
internal import Synchronization

/// The boots that the log holds, in the order in which they first appear in it: what `boot=-1` counts back in.
///
/// Origins alone are looked at, which the indexes of merged segments tell; later questions go on where the last one
/// ended.
final class BootOrder: Sendable {
    private let known = Mutex(BootPass.Known())

    /// Has the IDs of the boots found, the oldest first; as `EventLog.perform` does.
    func find(
        in log: EventLog,
        for interest: Interest,
        completion: @escaping @Sendable (Result<[String], any Error>) -> Void
    ) {
        let pass = BootPass(log, known: known.withLock { $0 })
        log.perform(pass, for: interest) { [self] result in
            completion(
                result.map { found in
                    known.withLock { if $0.position <= found.position { $0 = found } }
                    return found.boots.map(\.id)
                }
            )
        }
    }
}

/// Looks for boots in what came after those that are known.
private struct BootPass: PastWork {
    private var known: Known
    private var origins: OriginPass
    private let oldest: EventID

    struct Known {
        var position = EventID.zero
        var boots: [Boot] = []
    }

    struct Boot {
        let id: String
        /// Its last event is not after this one.
        var last: EventID
    }

    init(_ log: EventLog, known: Known) {
        self.known = known
        oldest = log.bounds.oldest
        origins = OriginPass(log, after: known.position)
        // Retention has taken the events of these.
        self.known.boots.removeAll { $0.last < oldest }
    }

    mutating func proceed() throws -> Known? {
        guard let next = try origins.next() else { return known }
        known.position = origins.position
        for origin in next where origin.input.hasPrefix("journal") {
            if let id = origin.first("_BOOT_ID") { note(id) }
        }
        return nil
    }

    private mutating func note(_ id: String) {
        if let index = known.boots.lastIndex(where: { $0.id == id }) {
            known.boots[index].last = known.position
        } else {
            known.boots.append(Boot(id: id, last: known.position))
        }
    }
}
