internal import EventStore
internal import Logging
internal import NIOCore
internal import Synchronization

/// What all connections share.
final class ServerContext: Sendable {
    let log: EventLog
    let configuration: ServerConfiguration
    let hosts: HostCheck
    let access: AccessControl
    let page = PageAssets.embedded
    let bootOrder = BootOrder()
    let logger: Logger
    /// Silence before a heartbeat.
    let heartbeat: TimeAmount
    let budget: Budget
    private let stopping = Atomic(false)
    private let sent = Atomic<UInt64>(0)
    private let requests = Atomic<UInt64>(0)

    init(log: EventLog, configuration: ServerConfiguration, logger: Logger) {
        (self.log, self.configuration, self.logger) = (log, configuration, logger)
        budget = Budget(configuration.limits)
        hosts = HostCheck(names: configuration.hostNames + configuration.access.urls.map(\.host))
        access = AccessControl(configuration.access, instance: log.logID, logger: logger)
        heartbeat = TimeAmount(configuration.heartbeat)
    }

    /// Whether the server is about to end.
    var isStopping: Bool { stopping.load(ordering: .relaxed) }
    /// Bytes of answers since the start, before they are framed.
    var sentBytes: UInt64 { sent.load(ordering: .relaxed) }
    /// Requests since the start.
    var requestCount: UInt64 { requests.load(ordering: .relaxed) }

    func didSend(_ bytes: Int) { sent.add(UInt64(bytes), ordering: .relaxed) }
    func didReceiveRequest() { requests.add(1, ordering: .relaxed) }

    func stop() { stopping.store(true, ordering: .relaxed) }

    /// Counts a follow stream in; or returns the limit that it is beyond.
    func enterStream(_ peer: Peer) -> Budget.Limit? {
        if let limit = budget.enter(.follow, peer.address) { return limit }
        log.followerJoined()
        return nil
    }

    func leaveStream(_ peer: Peer) {
        budget.leave(.follow, peer.address)
        log.followerLeft()
    }
}
