internal import Synchronization

/// Work on the log's past that goes in pieces, so that others get their turn on the history threads.
public protocol PastWork: Sendable {
    /// What comes of it.
    associatedtype Outcome: Sendable

    /// Goes on by a piece, a block or so; its outcome once it is done, nil before. Blocks on the disk.
    mutating func proceed() throws -> Outcome?
}

/// Whether somebody still waits for what is read of the past; any thread may ask, and end it.
public final class Interest: Sendable {
    private let ended = Atomic<Bool>(false)

    /// Somebody waits.
    public init() {}

    /// Nobody waits any more.
    public func end() { ended.store(true, ordering: .relaxed) }

    /// Whether nobody waits any more.
    public var hasEnded: Bool { ended.load(ordering: .relaxed) }
}

extension EventLog {
    /// Time of a turn.
    private static let turn = Duration.milliseconds(5)

    /// The log ends while it is read.
    private struct Closed: Error, CustomStringConvertible {
        var description: String { "it is being closed" }
    }

    /// Does the work in turns on the history threads, each behind what others have waiting there, and calls
    /// `completion` on one of them; never, if the interest ends before.
    public func perform<Work: PastWork>(
        _ work: Work,
        for interest: Interest,
        completion: @escaping @Sendable (Result<Work.Outcome, any Error>) -> Void
    ) {
        onHistoryThread { [self] in
            var work = work
            let deadline = ContinuousClock.now + Self.turn
            do {
                repeat {
                    if interest.hasEnded { return }
                    if isClosing { throw Closed() }
                    if let outcome = try work.proceed() { return completion(.success(outcome)) }
                } while .now < deadline
            } catch {
                return completion(.failure(error))
            }
            perform(work, for: interest, completion: completion)
        }
    }
}
