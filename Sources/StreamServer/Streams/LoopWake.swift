internal import NIOCore
internal import Synchronization

/// The way from the committer's thread to one event loop: however often the head moves, at most one wake-up is under
/// way.
final class LoopWake: Sendable {
    private let state: NIOLoopBound<LoopState>
    private let eventLoop: any EventLoop
    private let isPending = Atomic(false)

    init(_ state: NIOLoopBound<LoopState>, _ eventLoop: any EventLoop) {
        (self.state, self.eventLoop) = (state, eventLoop)
    }

    func headMoved() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        eventLoop.execute {
            // Cleared first: a move from here on puts another wake-up behind this one. And by an exchange, which
            // makes what the committer did before its own visible here.
            _ = self.isPending.exchange(false, ordering: .acquiringAndReleasing)
            self.state.value.wake()
        }
    }
}
