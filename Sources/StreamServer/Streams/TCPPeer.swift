internal import NIOCore

/// What the kernel knows of a TCP peer.
enum TCPPeer {
    /// The beginning of Linux's `struct tcp_info` (tcp(7)): eight bytes of flags, then words.
    private struct Info: Sendable {
        var flags: UInt64 = 0
        var timeouts: (UInt32, UInt32) = (0, 0)
        var segmentSizes: (UInt32, UInt32) = (0, 0)
        /// Segments sent and not acknowledged.
        var unacknowledged: UInt32 = 0
        var losses: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
        var lastDataSent: UInt32 = 0
        var lastAcknowledgementSent: UInt32 = 0
        var lastDataReceived: UInt32 = 0
        /// Milliseconds since the last acknowledgement came.
        var lastAcknowledgement: UInt32 = 0
    }

    /// Whether bytes are under way and nothing has acknowledged any for `Limits.unacknowledgedTime`; nil where the
    /// channel is no TCP socket.
    static func isGone(_ channel: any Channel) -> EventLoopFuture<Bool>? {
        // TCP_INFO is 11 on Linux.
        let option = NIOBSDSocket.Option(rawValue: 11)
        let future: EventLoopFuture<Info>? = (channel as? any SocketOptionProvider)?
            .unsafeGetSocketOption(level: .tcp, name: option)
        return future?.map { info in
            info.unacknowledged > 0
                && TimeAmount.milliseconds(Int64(info.lastAcknowledgement)) >= Limits.unacknowledgedTime
        }
    }
}
