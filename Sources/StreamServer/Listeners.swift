internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
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

    /// Listens at all addresses; `opened` gets each channel at once, so that a later failure can close it.
    func open(
        _ configuration: ServerConfiguration,
        opened: (any Channel) -> Void
    ) async throws -> (addresses: [String], socketPath: String?) {
        var addresses: [String] = []
        for fd in configuration.inherited {
            let channel = try await adopt(fd, "socket \(fd) of the service manager")
            opened(channel)
            addresses.append(Self.text(channel.localAddress))
        }
        var socketPath: String?
        if let path = configuration.socketPath {
            let fd: Int32
            do {
                fd = try UnixListener.open(path, mode: 0o660)
            } catch {
                throw ListenError(description: "\(error)")
            }
            socketPath = path
            opened(try await adopt(fd, path))
            addresses.append(path)
        }
        for (host, port) in configuration.listen {
            let channel = try await bind(host, port)
            opened(channel)
            addresses.append(Self.text(channel.localAddress))
        }
        return (addresses, socketPath)
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
        } catch let error as IOError where error.errnoCode == Self.addressInUse {
            throw ListenError(
                description: "\(host):\(port) is in use by another program; stop it, or choose another: --listen HOST:PORT"
            )
        } catch let error as IOError where error.errnoCode == Self.permissionDenied {
            throw ListenError(
                description: "\(host):\(port): permission denied; ports below 1024 are root's, choose --listen HOST:PORT"
            )
        } catch {
            throw ListenError(description: "\(host):\(port) cannot be listened at: \(error); choose --listen HOST:PORT")
        }
    }

    /// EADDRINUSE and EACCES of errno(3) on Linux.
    private static let addressInUse: CInt = 98
    private static let permissionDenied: CInt = 13

    private func bootstrap() -> ServerBootstrap {
        let loops = loops
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.writeBufferWaterMark, value: Limits.writeBuffer)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let loop = loops[ObjectIdentifier(channel.eventLoop)]?.value else {
                        preconditionFailure("BUG: a connection on a foreign event loop")
                    }
                    try Self.configure(channel, loop)
                }
            }
    }

    /// The handlers of one connection.
    static func configure(_ channel: any Channel, _ loop: LoopState) throws {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = Limits.headerFieldBytes
        limits.maxHeaderListSize = Limits.headerListBytes
        limits.maxHeaderFieldCount = Limits.headerFields
        let isLocal = channel.localAddress?.protocol == .unix
        try channel.pipeline.syncOperations.addHandlers([
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
            HTTP1Codec(),
            Connection(loop, isLocal: isLocal),
        ])
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
