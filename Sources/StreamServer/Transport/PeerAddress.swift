internal import NIOCore

/// What counts as one peer: an IPv4 address, or the first half of an IPv6 address, of which one host has all the rest.
struct PeerAddress: Hashable, Sendable {
    private let bits: UInt64

    /// Nil where the peer is on this host, or not on a network.
    init?(_ address: SocketAddress?) {
        // ip(7) and ipv6(7): family and port take four bytes, and in IPv6 the flow four more.
        let found: UInt64? =
            switch address {
            case .v4: Self.bits(v4: Self.number(address, 4..<8))
            case .v6: Self.bits(network: Self.number(address, 8..<16), host: Self.number(address, 16..<24))
            case .unixDomainSocket, nil: nil
            }
        guard let found else { return nil }
        bits = found
    }

    private static func bits(v4 address: UInt64) -> UInt64? { address >> 24 == 127 ? nil : address }

    /// `::ffff:a.b.c.d` is what a socket for both families makes of IPv4 (RFC 4291 §2.5.5.2).
    private static func bits(network: UInt64, host: UInt64) -> UInt64? {
        guard network == 0 else { return network }
        if host >> 32 == 0xffff { return bits(v4: host & 0xffff_ffff) }
        return host == 1 ? nil : host
    }

    private static func number(_ address: SocketAddress?, _ range: Range<Int>) -> UInt64 {
        address?.withSockAddr { pointer, size in
            UnsafeRawBufferPointer(start: pointer, count: size)[range].reduce(0) { $0 << 8 | UInt64($1) }
        } ?? 0
    }
}
