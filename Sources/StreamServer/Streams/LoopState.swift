internal import EventStore
internal import LogModel
internal import NIOCore

/// What one event loop knows: its connections, their views, and the chunks they share. Used on that loop only.
///
/// Waiting and waking. A follow stream waits once the log, asked on this loop, has told `head`. The committer moves
/// the head first and calls `LoopWake` second, which puts one `wake` on this loop; so either the stream's question
/// saw the new head, or the wake comes after the question. An answer from a history thread may be older than a wake
/// that has passed, and therefore never makes a stream wait: it asks again here.
final class LoopState {
    let context: ServerContext
    let eventLoop: any EventLoop
    let turns: TurnQueue
    /// The position that is known to be at the head until the next wake; spares a question per stream.
    var headPosition: EventID?
    var cache = ChunkCache()

    private var connections: [Connection] = []
    /// Those that have not become HTTP/1 connections, of HTTP/2 for good.
    private var links: [Link] = []
    private var views: [View.Key: View] = [:]
    private var viewNumber = 0
    private var ticking: RepeatedTask?
    private var date = (second: Int64.min, text: "")
    private var lastTick = NIODeadline.now()
    private var fanOut = (ended: NIODeadline.uptimeNanoseconds(0), took: TimeAmount.zero)
    private var isWakeDelayed = false
    private var drained: EventLoopPromise<Void>?

    init(_ context: ServerContext, _ eventLoop: any EventLoop) {
        (self.context, self.eventLoop, turns) = (context, eventLoop, TurnQueue(eventLoop))
    }

    // MARK: Connections

    func add(_ connection: Connection) {
        connection.number = connections.count
        connections.append(connection)
        if ticking == nil { startTicking() }
    }

    func remove(_ connection: Connection) {
        guard let number = connection.number else { return }
        connections.swapAt(number, connections.count - 1)
        connections[number].number = number
        connections.removeLast()
        connection.number = nil
        stopIfEmpty()
    }

    func add(_ link: Link) {
        link.number = links.count
        links.append(link)
        if ticking == nil { startTicking() }
    }

    func remove(_ link: Link) {
        guard let number = link.number else { return }
        links.swapAt(number, links.count - 1)
        links[number].number = number
        links.removeLast()
        link.number = nil
        stopIfEmpty()
    }

    private func stopIfEmpty() {
        guard connections.isEmpty, links.isEmpty else { return }
        ticking?.cancel()
        ticking = nil
        connections = []
        links = []
        drained?.succeed()
        drained = nil
    }

    // MARK: Views

    func view(_ filter: EventFilter, _ encoding: Encoding) -> View {
        let key = View.Key(filter: filter, encoding: encoding)
        let view = views[key] ?? View(number: viewNumber, key: key)
        if view.users == 0 {
            viewNumber += 1
            views[key] = view
        }
        view.users += 1
        return view
    }

    func release(_ view: View) {
        view.users -= 1
        if view.users == 0 { views[view.key] = nil }
    }

    // MARK: Time

    /// The present in the form of the `Date` header.
    var httpDate: String {
        let second = context.configuration.now().microseconds / 1_000_000
        if second != date.second { date = (second, HTTPDate.text(secondsSince1970: second)) }
        return date.text
    }

    private func startTicking() {
        let eighth = TimeAmount.nanoseconds(context.heartbeat.nanoseconds / 8)
        let interval = max(.milliseconds(10), min(.seconds(1), eighth))
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        ticking = eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.tick() }
    }

    private func tick() {
        let now = NIODeadline.now()
        for connection in connections { connection.tick(now) }
        for link in links { link.tick(now) }
        guard now - lastTick >= .seconds(1) else { return }
        lastTick = now
        cache.tick()
        context.access.tellRests(at: context.configuration.now())
    }

    // MARK: Waking

    /// The head has moved. While waking everyone takes long, wake-ups are put together, so that the loop spends at
    /// most about half of its time on them.
    func wake() {
        let now = NIODeadline.now()
        let pause = min(fanOut.took, Limits.fanOutPause)
        guard !isWakeDelayed else { return }
        guard now - fanOut.ended >= pause else {
            isWakeDelayed = true
            eventLoop.assumeIsolated().scheduleTask(in: pause - (now - fanOut.ended)) {
                self.isWakeDelayed = false
                self.wakeNow()
            }
            return
        }
        wakeNow()
    }

    private func wakeNow() {
        let start = NIODeadline.now()
        headPosition = nil
        for connection in connections { connection.headMoved() }
        let end = NIODeadline.now()
        fanOut = (end, end - start)
    }

    // MARK: Shutdown

    /// Ends streams with `bye`, lets finite answers finish, and closes what is left when the time is up.
    func shutdown() -> EventLoopFuture<Void> {
        guard !connections.isEmpty || !links.isEmpty else { return eventLoop.makeSucceededVoidFuture() }
        let promise = eventLoop.makePromise(of: Void.self)
        drained = promise
        for connection in connections { connection.stop() }
        // After the streams, of which those that are done have ended now: a link closes with its last.
        for link in links { link.stop() }
        eventLoop.assumeIsolated().scheduleTask(in: Limits.shutdownTime) {
            for connection in self.connections { connection.close() }
            for link in self.links { link.close() }
        }
        return promise.futureResult
    }
}
