internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import SystemIO

/// An address that cannot be listened at, and what to do about it.
public struct ListenError: Error, CustomStringConvertible {
    /// One sentence with the remedy.
    public let description: String
}

/// Opens the sockets a server listens at, and gives each accepted connection its handlers.
struct Listeners {
    let group: MultiThreadedEventLoopGroup
    let loops: [ObjectIdentifier: NIOLoopBound<LoopState>]
    let tls: TLSSource?

    /// Listens at all addresses, and returns them as text. `opened` gets each channel at once, with the path of a
    /// socket that was made here, so that a later failure can undo it.
    func open(
        _ configuration: ServerConfiguration,
        opened: (_ channel: any Channel, _ path: String?) -> Void
    ) async throws -> [String] {
        var addresses: [String] = []
        for fd in configuration.inherited {
            let channel = try await adopt(fd, "socket \(fd) of the service manager")
            opened(channel, nil)
            if let address = channel.localAddress?.ipAddress, configuration.tls == nil,
                !configuration.access.isInsecure,
                !AccessDecision.isLoopback(address)
            {
                throw ListenError(
                    description: "socket \(fd) of the service manager: plain HTTP beyond loopback wants --insecure"
                )
            }
            addresses.append(Self.text(channel.localAddress))
        }
        if let path = configuration.socketPath {
            let fd: Int32
            do {
                fd = try UnixListener.open(path, mode: 0o660)
            } catch {
                throw ListenError(description: "\(error)")
            }
            opened(try await adopt(fd, path), path)
            addresses.append(path)
        }
        for (host, port) in configuration.listen {
            let channel = try await bind(host, port)
            opened(channel, nil)
            addresses.append(Self.text(channel.localAddress))
        }
        return addresses
    }

    private func adopt(_ fd: Int32, _ name: String) async throws -> any Channel {
        do {
            return try await bootstrap().withBoundSocket(fd).get()
        } catch {
            throw ListenError(description: "\(name): cannot be listened at: \(error)")
        }
    }

    private func bind(_ host: String, _ port: Int) async throws -> any Channel {
        do {
            return try await bootstrap().bind(host: host, port: port).get()
        } catch {
            let reason =
                switch (error as? IOError)?.errnoCode {
                case Self.addressInUse: "is in use by another program; stop it, or choose another"
                case Self.permissionDenied: "is not allowed; ports below 1024 are root's, choose another"
                default: "cannot be listened at: \(error); choose another"
                }
            throw ListenError(description: "\(host):\(port) \(reason): --listen HOST:PORT")
        }
    }

    /// EADDRINUSE and EACCES of errno(3) on Linux.
    private static let addressInUse: CInt = 98
    private static let permissionDenied: CInt = 13

    private func bootstrap() -> ServerBootstrap {
        let (loops, tls) = (loops, tls)
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: Limits.writeBuffer)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: Limits.readBuffer)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else {
                        preconditionFailure("BUG: a connection on a foreign event loop")
                    }
                    try Self.configure(channel, loop, tls)
                }
            }
    }

    /// The handlers of one connection, until it is known what it speaks. A Unix socket needs no TLS.
    private static func configure(_ channel: any Channel, _ loop: LoopState, _ tls: TLSSource?) throws {
        let operations = channel.pipeline.syncOperations
        guard let tls, channel.localAddress?.protocol != .unix else {
            return try operations.addHandler(Link(loop, channel, isSecure: false))
        }
        try operations.addHandlers(
            PlainRequest(),
            NIOSSLServerHandler(context: tls.context),
            Link(loop, channel, isSecure: true, namesClients: tls.namesClients)
        )
    }

    /// The handlers of an HTTP/1 connection.
    static func http1Handlers(_ link: Link) -> [any ChannelHandler] {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerFieldBytes
        limits.maxHeaderListSize = Limits.headerListBytes
        limits.maxHeaderFieldCount = Limits.headerFields
        return [
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
            HTTP1Codec(),
            Connection(link, isStream: false),
        ]
    }

    private static func text(_ address: SocketAddress?) -> String {
        switch address {
        case .v4: "\(address?.ipAddress ?? ""):\(address?.port ?? 0)"
        case .v6: "[\(address?.ipAddress ?? "")]:\(address?.port ?? 0)"
        case .unixDomainSocket: address?.pathname ?? ""
        case nil: "an unknown address"
        }
    }
}
