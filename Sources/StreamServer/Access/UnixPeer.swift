internal import NIOCore

/// What the kernel knows of the peer of a Unix socket.
enum UnixPeer {
    /// Linux's `struct ucred` (unix(7)): who connected, as of that moment.
    private struct Credentials: Sendable {
        var process: Int32 = 0
        var user: UInt32 = .max
        var group: UInt32 = .max
    }

    /// The user's number; nil where the kernel does not tell, which is nobody's right. On the channel's event loop,
    /// where the answer is there at once.
    static func user(_ channel: any Channel) -> UInt32? {
        // SO_PEERCRED is 17 on Linux.
        let option = NIOBSDSocket.Option(rawValue: 17)
        let future: EventLoopFuture<Credentials>? = (channel as? any SocketOptionProvider)?
            .unsafeGetSocketOption(level: .socket, name: option)
        var user: UInt32?
        future?.assumeIsolated().whenSuccess { user = $0.user }
        return user == .max ? nil : user
    }
}
