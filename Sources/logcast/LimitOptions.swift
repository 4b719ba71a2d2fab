import ArgumentParser
import StreamServer

/// How much the server takes at once: the arguments of `logcast serve` that set `ServerLimits`.
struct LimitOptions: ParsableArguments {
    private static let defaults = ServerLimits()

    @Option(name: .customLong("max-connections"), help: "Connections at once; a stream of HTTP/2 counts as one more.")
    var connections = defaults.connections

    @Option(
        name: .customLong("max-connections-per-peer"),
        help: "The same of one address; this host's own have the limit in all only."
    )
    var connectionsPerPeer = defaults.connectionsPerPeer

    @Option(name: .customLong("max-streams"), help: "Streams that follow, at once.")
    var streams = defaults.streams

    @Option(name: .customLong("max-streams-per-peer"), help: "The same of one address.")
    var streamsPerPeer = defaults.streamsPerPeer

    mutating func validate() throws {
        for (name, value) in [
            ("connections", connections), ("connections-per-peer", connectionsPerPeer), ("streams", streams),
            ("streams-per-peer", streamsPerPeer),
        ] where !(1...1_000_000).contains(value) {
            throw ValidationError("--max-\(name) \(value): give 1 to 1000000")
        }
    }

    var limits: ServerLimits {
        var limits = ServerLimits()
        (limits.connections, limits.connectionsPerPeer) = (connections, connectionsPerPeer)
        (limits.streams, limits.streamsPerPeer) = (streams, streamsPerPeer)
        return limits
    }
}
