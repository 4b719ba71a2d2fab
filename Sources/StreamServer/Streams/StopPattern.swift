internal import EventStore
internal import LogModel

/// The line that a stream stops on.
struct StopPattern: Sendable {
    let pattern: TextPattern
    let log: EventLog

    /// Where among `indices` the first event stands whose message matches. The pattern has been compiled before.
    func firstPosition(in indices: [Int], of block: Block) -> Int? {
        do {
            return try log.firstMatch(of: pattern, in: block, among: indices)
        } catch {
            preconditionFailure("BUG: a pattern was served that cannot be compiled: \(error)")
        }
    }
}
