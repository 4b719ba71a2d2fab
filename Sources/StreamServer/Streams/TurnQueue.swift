internal import NIOCore

/// Work that waits for the next turn of an event loop: until those connections that are ready were read and written.
///
/// NIO runs what `execute` is given, and what that gives to `execute` in turn, before it looks at its sockets again:
/// work that goes on for long that way keeps every other connection waiting. A deadline makes it look, however near.
/// Used on its loop only.
final class TurnQueue {
    private let eventLoop: any EventLoop
    private var waiting: [() -> Void] = []
    private var isRunning = false

    init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

    /// Has `work` done in the next turn, after what was added before.
    func add(_ work: @escaping () -> Void) {
        waiting.append(work)
        if waiting.count == 1, !isRunning { schedule() }
    }

    /// Once all of a turn's work is done: a deadline set earlier would have passed by then.
    private func run() {
        let works = waiting
        waiting = []
        isRunning = true
        for work in works { work() }
        isRunning = false
        if !waiting.isEmpty { schedule() }
    }

    private func schedule() {
        eventLoop.assumeIsolated().scheduleTask(in: Limits.turnPause) { self.run() }
    }
}
