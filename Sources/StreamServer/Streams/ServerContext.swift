internal import EventStore
internal import Logging
internal import NIOCore
internal import Synchronization

/// What all connections share.
final class ServerContext: Sendable {
    let log: EventLog
    let configuration: ServerConfiguration
    let hosts: HostCheck
    let page = PageAssets.embedded
    let bootOrder = BootOrder()
    let logger: Logger
    /// Silence before a heartbeat.
    let heartbeat: TimeAmount
    private let maximumStreams: Int
    private let connections = Atomic(0)
    private let streams = Atomic(0)
    private let stopping = Atomic(false)
    private let sent = Atomic<UInt64>(0)
    private let requests = Atomic<UInt64>(0)

    init(log: EventLog, configuration: ServerConfiguration, logger: Logger, maximumStreams: Int = Limits.streams) {
        (self.log, self.configuration, self.logger) = (log, configuration, logger)
        self.maximumStreams = maximumStreams
        hosts = HostCheck(names: configuration.hostNames)
        heartbeat = TimeAmount(configuration.heartbeat)
    }

    /// Whether the server is about to end.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }
    /// Connections that are open.
    var connectionCount: Int { connections.load(ordering: .relaxed) }
    /// Follow streams that are open.
    var streamCount: Int { streams.load(ordering: .relaxed) }

    /// Bytes of answers since the start, before they are framed.
    var sentBytes: UInt64 { sent.load(ordering: .relaxed) }
    /// Requests since the start.
    var requestCount: UInt64 { requests.load(ordering: .relaxed) }

    func didSend(_ bytes: Int) { sent.add(UInt64(bytes), ordering: .relaxed) }
    func didReceiveRequest() { requests.add(1, ordering: .relaxed) }

    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Counts a connection in; false beyond the bound.
    func enterConnection() -> Bool {
        connections.add(1, ordering: .relaxed).newValue <= Limits.connections
    }

    func leaveConnection() { connections.subtract(1, ordering: .relaxed) }

    /// Counts a follow stream in; false, and not counted, beyond the bound.
    func enterStream() -> Bool {
        guard streams.add(1, ordering: .relaxed).newValue <= maximumStreams else {
            streams.subtract(1, ordering: .relaxed)
            return false
        }
        log.followerJoined()
        return true
    }

    func leaveStream() {
        streams.subtract(1, ordering: .relaxed)
        log.followerLeft()
    }
}
