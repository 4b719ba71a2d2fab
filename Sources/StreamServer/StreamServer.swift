public import EventStore
internal import LogModel
public import Logging
internal import NIOCore
internal import NIOPosix
internal import Synchronization
internal import SystemIO

/// Serves the event log over HTTP: finite answers, and streams that follow it.
///
/// Each connection lives on one event loop, together with all that is sent on it; the log's committer wakes each loop
/// at most once per commit, and what must read the disk is made on the log's history threads.
public final class StreamServer: Sendable {
    private let context: ServerContext
    private let group: MultiThreadedEventLoopGroup
    private let running = Mutex(Running())

    private struct Running: Sendable {
        var listeners: [any Channel] = []
        var loops: [ObjectIdentifier: NIOLoopBound<LoopState>] = [:]
        var token: Int?
        var socketPath: String?
        var tls: TLSSource?
        var lookingAtFiles: RepeatedTask?
    }

    /// A server of this log that does not listen yet.
    public convenience init(log: EventLog, configuration: ServerConfiguration, logger: Logger) {
        self.init(ServerContext(log: log, configuration: configuration, logger: logger))
    }

    init(_ context: ServerContext) {
        self.context = context
        group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
    }

    /// Listens at all addresses and returns them as text. Throws `ListenError`, and then listens at none.
    public func start() async throws -> [String] {
        let tls = try makeTLS()
        let loops = try await makeLoops()
        let wakes = group.makeIterator().compactMap { loop in
            loops[ObjectIdentifier(loop)].map { LoopWake($0, loop) }
        }
        let token = context.log.addListener { for wake in wakes { wake.headMoved() } }
        running.withLock { ($0.loops, $0.token) = (loops, token) }
        do {
            let listeners = Listeners(group: group, loops: loops, tls: tls)
            return try await listeners.open(context.configuration) { channel, path in
                running.withLock { running in
                    running.listeners.append(channel)
                    running.socketPath = path ?? running.socketPath
                }
            }
        } catch {
            await shutdown()
            throw error
        }
    }

    /// Reads the certificate and the key again, if they have changed: for new connections.
    public func reloadCertificate() {
        lookAtFiles(isAsked: true)
    }

    /// Stops listening, ends streams with `bye`, lets finite answers finish for up to 5 s, and closes all.
    public func shutdown() async {
        let ending = running.withLock { running in
            defer { running = Running() }
            return running
        }
        context.stop()
        ending.lookingAtFiles?.cancel()
        for listener in ending.listeners {
            // It is closed already when this fails.
            try? await listener.close()
        }
        if let path = ending.socketPath { UnixListener.remove(path) }
        if let token = ending.token { context.log.removeListener(token) }
        await withTaskGroup(of: Void.self) { tasks in
            for loop in group.makeIterator() {
                guard let state = ending.loops[ObjectIdentifier(loop)] else { continue }
                // The promise of a loop cannot fail.
                tasks.addTask { try? await loop.flatSubmit { state.value.shutdown() }.get() }
            }
        }
        do {
            try await group.shutdownGracefully()
        } catch {
            context.logger.warning("the event loops did not end in order: \(error)")
        }
    }

    private func makeTLS() throws -> TLSSource? {
        guard let files = context.configuration.tls else { return nil }
        let now = context.configuration.now
        let tls = try TLSSource(files) { now().microseconds / 1_000_000 }
        let looking = group.next().scheduleRepeatedTask(
            initialDelay: Limits.certificateTime,
            delay: Limits.certificateTime
        ) { [weak self] _ in
            guard let self else { return }
            context.log.onHistoryThread { self.lookAtFiles(isAsked: false) }
        }
        running.withLock { ($0.tls, $0.lookingAtFiles) = (tls, looking) }
        return tls
    }

    private func lookAtFiles(isAsked: Bool) {
        switch running.withLock({ $0.tls })?.look(isAsked: isAsked) {
        case .replaced(let summary): context.logger.notice("new connections have the certificate of \(summary)")
        case .kept(let error): context.logger.error("the certificate in force stays: \(error)")
        case .unchanged, nil: break
        }
    }

    private func makeLoops() async throws -> [ObjectIdentifier: NIOLoopBound<LoopState>] {
        var loops: [ObjectIdentifier: NIOLoopBound<LoopState>] = [:]
        for loop in group.makeIterator() {
            let context = context
            loops[ObjectIdentifier(loop)] = try await loop.submit {
                NIOLoopBound(LoopState(context, loop), eventLoop: loop)
            }.get()
        }
        return loops
    }
}
