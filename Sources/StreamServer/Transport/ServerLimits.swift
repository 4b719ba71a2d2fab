/// How much a server takes at once, of all and of one peer: what an operator may set.
///
/// Peers on this host have no limit of their own: they may be a proxy with many readers behind it.
public struct ServerLimits: Sendable {
    /// Connections at once, a stream of HTTP/2 counting as one more.
    public var connections = Limits.connections
    /// The same of one peer.
    public var connectionsPerPeer = Limits.connectionsPerPeer
    /// Follow streams at once.
    public var streams = Limits.streams
    /// The same of one peer.
    public var streamsPerPeer = Limits.streamsPerPeer

    /// The defaults.
    public init() {}
}
