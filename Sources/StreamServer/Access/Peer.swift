internal import NIOCore

/// Who is at the other end of a connection, as the transport knows.
struct Peer: Sendable {
    /// Where it is.
    let place: Place
    /// Whether the connection is encrypted.
    var isSecure = false
    /// The name in its verified client certificate.
    var certificateName: String?
    /// What limits per peer count it by; nil for this host's own, which may be a proxy with many readers behind it.
    let address: PeerAddress?

    enum Place: Sendable {
        /// On this host's Unix socket, by the user that the kernel names: its Host is not checked.
        case unixSocket(user: UInt32?)
        /// At an IP address, without its port.
        case tcp(address: String)
    }

    /// Whether it is on this host's Unix socket.
    var isLocal: Bool {
        if case .unixSocket = place { true } else { false }
    }

    init(place: Place) { (self.place, address) = (place, nil) }

    /// The peer of a channel that has just become active.
    init(_ channel: any Channel) {
        let isUnix = channel.localAddress?.protocol == .unix
        address = isUnix ? nil : PeerAddress(channel.remoteAddress)
        place =
            isUnix ? .unixSocket(user: UnixPeer.user(channel)) : .tcp(address: channel.remoteAddress?.ipAddress ?? "")
    }
}
