import EventStore
import LogModel
import NIOCore
import NIOEmbedded
import TestSupport
import Testing

@testable import StreamServer

/// What may be open at once, and the clocks of what has not become anything yet.
@Suite(.ownThread) struct BudgetTests {
    static func limits(_ change: (inout ServerLimits) -> Void) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    static func address(_ text: String) throws -> PeerAddress? {
        PeerAddress(try SocketAddress(ipAddress: text, port: 1))
    }

    @Test func `a peer is an IPv4 address, or the network of an IPv6 address, and none where it is this host`() throws {
        #expect(try Self.address("192.0.2.1") == Self.address("::ffff:192.0.2.1"))
        #expect(try Self.address("192.0.2.1") != Self.address("192.0.2.2"))
        #expect(try Self.address("2001:db8:1:2::1") == Self.address("2001:db8:1:2:ffff::9"))
        #expect(try Self.address("2001:db8:1:2::1") != Self.address("2001:db8:1:3::1"))
        for local in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] { #expect(try Self.address(local) == nil) }
        #expect(PeerAddress(try SocketAddress(unixDomainSocketPath: "/s")) == nil)
        #expect(PeerAddress(nil) == nil)
    }

    @Test func `each limit refuses what is beyond it, of its peer alone, until something goes`() throws {
        let budget = Budget(Self.limits { ($0.connections, $0.connectionsPerPeer, $0.streamsPerPeer) = (5, 2, 1) })
        let (one, other) = (try Self.address("192.0.2.1"), try Self.address("192.0.2.2"))
        #expect(budget.enter(.connection, one) == nil)
        #expect(budget.enter(.http2Stream, one) == nil)
        #expect(budget.enter(.connection, one) == .connectionsPerPeer)
        #expect(budget.enter(.connection, other) == nil)
        #expect(budget.enter(.follow, one) == nil)
        #expect(budget.enter(.follow, one) == .streamsPerPeer)
        #expect(budget.enter(.follow, other) == nil)
        #expect(budget.enter(.connection, nil) == nil)
        #expect(budget.enter(.connection, nil) == nil)
        #expect(budget.enter(.connection, nil) == .connections)
        budget.leave(.http2Stream, one)
        #expect(budget.enter(.connection, one) == nil)
        budget.leave(.follow, one)
        #expect(budget.enter(.follow, one) == nil)
        let refused = budget.refused.filter { $0.count > 0 }
        #expect(refused.map(\.limit) == [.connections, .connectionsPerPeer, .streamsPerPeer])
        #expect(refused.map(\.count) == [1, 1, 1])
    }

    @Test func `a connection beyond the limit is told its name, an EventSource in its own words`() async throws {
        let fixture = try await ServerFixture(limits: Self.limits { $0.connections = 2 })
        let first = try fixture.get("/logs?f&n=0")
        let second = try fixture.get("/help")
        let third = try fixture.get("/help")
        #expect(second.status == 200)
        #expect(third.status == 503)
        #expect(third.headers["retry-after"] == "5")
        #expect(String(decoding: third.readAll(), as: UTF8.self).contains("the limit connections is 2"))
        let source = try fixture.get("/logs?f", ["Accept": "text/event-stream"])
        #expect(source.status == 200)
        let busy = String(decoding: source.readAll(), as: UTF8.self)
        #expect(busy.contains("event: busy\n") && busy.contains("\"reason\":\"connections\""))
        let client = try HTTP2Connection(fixture.address)
        client.get("/help", on: 1)
        #expect(client.body(of: 1)?.contains("the limit connections is 2") == true)
        withExtendedLifetime((first, second)) {}
        await fixture.close()
    }

    @Test func `a stream of HTTP 2 counts as a connection`() async throws {
        let fixture = try await ServerFixture(limits: Self.limits { $0.connections = 3 })
        let client = try HTTP2Connection(fixture.address)
        for stream: UInt32 in [1, 3] { client.get("/logs?f&n=0", on: stream) }
        client.get("/help", on: 5)
        #expect(client.body(of: 5)?.contains("the limit connections is 3") == true)
        client.send(HTTP2Connection.Frame(3, 0, 1, [0, 0, 0, 8]))
        client.get("/help", on: 7)
        #expect(client.body(of: 7)?.contains("the limit") == false)
        await fixture.close()
    }

    // MARK: Clocks

    /// A link on a loop without a clock of its own.
    private func link(isSecure: Bool, _ fixture: ServerFixture) throws -> (Link, EmbeddedChannel, ServerContext) {
        let channel = EmbeddedChannel()
        // Who comes from nowhere has no access.
        channel.localAddress = try SocketAddress(unixDomainSocketPath: "/s")
        let context = ServerContext(log: fixture.log, configuration: fixture.configuration, logger: fixture.logger)
        let link = Link(LoopState(context, channel.embeddedEventLoop), channel, isSecure: isSecure)
        try channel.pipeline.syncOperations.addHandler(link)
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "/s")).wait()
        return (link, channel, context)
    }

    private func refused(_ context: ServerContext) -> [Budget.Limit] {
        context.budget.refused.filter { $0.count > 0 }.map(\.limit)
    }

    @Test func `who sends nothing, or part of a preface, is closed in time`() async throws {
        let fixture = try await ServerFixture()
        for start in ["", "PRI * HT"] {
            let (link, channel, context) = try link(isSecure: false, fixture)
            if !start.isEmpty { try channel.writeInbound(ByteBuffer(string: start)) }
            link.tick(.now() + Limits.headTime - .seconds(2))
            #expect(channel.isActive)
            link.tick(.now() + Limits.headTime)
            #expect(!channel.isActive)
            #expect(refused(context) == [.headTime])
            #expect(context.budget.open.connections == 0)
        }
        await fixture.close()
    }

    @Test func `who does not end the TLS handshake is closed in time`() async throws {
        let fixture = try await ServerFixture()
        let (link, channel, context) = try link(isSecure: true, fixture)
        link.tick(.now() + Limits.handshakeTime - .seconds(2))
        #expect(channel.isActive)
        link.tick(.now() + Limits.handshakeTime)
        #expect(!channel.isActive)
        #expect(refused(context) == [.handshakeTime])
        await fixture.close()
    }

    @Test func `an HTTP 2 connection without streams is idle whatever pings it, one with a stream is not`()
        async throws
    {
        let fixture = try await ServerFixture()
        let (link, channel, _) = try link(isSecure: false, fixture)
        try channel.writeInbound(ByteBuffer(bytes: HTTP2Connection.preface + HTTP2Connection.Frame(4).bytes))
        let ping = HTTP2Connection.Frame(6, 0, 0, [0, 0, 0, 0, 0, 0, 0, 1])
        try channel.writeInbound(ByteBuffer(bytes: HTTP2AbuseTests.head(1).bytes))
        channel.embeddedEventLoop.run()
        link.tick(.now() + .hours(2))
        #expect(link.isHTTP2 && !link.isQuiescing, "it has a stream")
        try channel.writeInbound(ByteBuffer(bytes: HTTP2Connection.Frame(3, 0, 1, [0, 0, 0, 8]).bytes))
        channel.embeddedEventLoop.run()
        link.tick(.now() + Limits.idleTime - .seconds(2))
        #expect(link.isHTTP2)
        try channel.writeInbound(ByteBuffer(bytes: ping.bytes))
        link.tick(.now() + Limits.idleTime)
        #expect(!link.isHTTP2)
        channel.embeddedEventLoop.run()
        link.tick(.now() + Limits.idleTime + Limits.shutdownTime)
        #expect(!channel.isActive)
        await fixture.close()
    }
}
