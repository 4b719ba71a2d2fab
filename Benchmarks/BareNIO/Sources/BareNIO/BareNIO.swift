import NIOCore
import NIOHTTP1
import NIOPosix

/// The least that NIO's HTTP/1 pipeline costs for an idle stream: it answers every request with a chunked head
/// and holds the connection.
///
/// `BareNIO SOCKET HEADBYTES`: the head is padded to HEADBYTES, so that both sides of the comparison send as much.
@main enum BareNIO {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let length = Int(arguments[2]) else { fatalError("BareNIO SOCKET HEADBYTES") }
        let group = MultiThreadedEventLoopGroup(numberOfThreads: System.coreCount)
        let server = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 4096)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(HoldingHandler(headLength: length))
                }
            }
            .bind(unixDomainSocketPath: arguments[1]).get()
        try await server.closeFuture.get()
    }
}
