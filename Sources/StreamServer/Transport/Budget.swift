internal import HTTPTypes
internal import Synchronization

/// What is open, of all peers and of each, and how often which limit has refused.
final class Budget: Sendable {
    /// What is counted.
    enum Item {
        /// A TCP or Unix connection.
        case connection
        /// A stream of an HTTP/2 connection, which takes as much as a connection and counts as one.
        case http2Stream
        /// A stream that follows the log.
        case follow
    }

    /// A limit, by the name that answers and `/metrics` give it.
    enum Limit: String, CaseIterable {
        case connections
        case connectionsPerPeer = "connections-per-peer"
        case streams
        case streamsPerPeer = "streams-per-peer"
        case headerFields = "header-fields"
        case target
        case body
        case headTime = "head-time"
        case handshakeTime = "handshake-time"
        case http2Frames = "http2-frames"

        /// The one that an answer's status stands for.
        init?(status: HTTPResponse.Status) {
            switch status {
            case .requestHeaderFieldsTooLarge: self = .headerFields
            case .uriTooLong: self = .target
            case .contentTooLarge: self = .body
            default: return nil
            }
        }
    }

    /// What is open.
    struct Count {
        var connections = 0
        var http2Streams = 0
        var follows = 0
    }

    private struct State {
        var all = Count()
        var peers: [PeerAddress: Count] = [:]
        var refused: [Limit: UInt64] = [:]
        var refusals = 0
    }

    private let limits: ServerLimits
    private let state = Mutex(State())

    init(_ limits: ServerLimits) { self.limits = limits }

    /// What is open in all.
    var open: Count { state.withLock { $0.all } }

    /// How often each limit has refused since the start.
    var refused: [(limit: Limit, count: UInt64)] {
        let counts = state.withLock { $0.refused }
        return Limit.allCases.map { ($0, counts[$0] ?? 0) }
    }

    /// Counts one in; or returns the limit that it would exceed, and counts that.
    func enter(_ item: Item, _ peer: PeerAddress?) -> Limit? {
        state.withLock { state in
            let one = peer.map { state.peers[$0] ?? Count() }
            if let limit = limit(against: item, state.all, one) {
                state.refused[limit, default: 0] += 1
                return limit
            }
            state.all.add(1, item)
            if let peer { state.peers[peer, default: Count()].add(1, item) }
            return nil
        }
    }

    /// Counts one out.
    func leave(_ item: Item, _ peer: PeerAddress?) {
        state.withLock { state in
            state.all.add(-1, item)
            guard let peer, var one = state.peers[peer] else { return }
            one.add(-1, item)
            state.peers[peer] = one.isZero ? nil : one
        }
    }

    /// Counts in a connection that is refused; false when so many are that it gets no answer.
    func enterRefusal() -> Bool {
        state.withLock { state in
            guard state.refusals < Limits.refusals else { return false }
            state.refusals += 1
            return true
        }
    }

    /// Counts out a connection that was counted in, or was refused and got its answer.
    func leaveConnection(of peer: Peer, wasRefused: Bool) {
        if wasRefused {
            state.withLock { $0.refusals -= 1 }
        } else {
            leave(.connection, peer.address)
        }
    }

    /// Counts what a limit refused that is not about what is open.
    func didRefuse(_ limit: Limit) { state.withLock { $0.refused[limit, default: 0] += 1 } }

    /// The number that a limit on what is open stands for.
    func bound(of limit: Limit) -> Int {
        switch limit {
        case .connections: limits.connections
        case .connectionsPerPeer: limits.connectionsPerPeer
        case .streams: limits.streams
        case .streamsPerPeer: limits.streamsPerPeer
        default: 0
        }
    }

    private func limit(against item: Item, _ all: Count, _ one: Count?) -> Limit? {
        switch item {
        case .connection, .http2Stream:
            if all.places >= limits.connections { return .connections }
            if let one, one.places >= limits.connectionsPerPeer { return .connectionsPerPeer }
        case .follow:
            if all.follows >= limits.streams { return .streams }
            if let one, one.follows >= limits.streamsPerPeer { return .streamsPerPeer }
        }
        return nil
    }
}

extension Budget.Count {
    /// What the limits on connections bound.
    fileprivate var places: Int { connections + http2Streams }

    fileprivate var isZero: Bool { connections == 0 && http2Streams == 0 && follows == 0 }

    fileprivate mutating func add(_ difference: Int, _ item: Budget.Item) {
        switch item {
        case .connection: connections += difference
        case .http2Stream: http2Streams += difference
        case .follow: follows += difference
        }
    }
}

extension Problem {
    /// What a request beyond a limit on what is open is told.
    static func beyond(_ limit: Budget.Limit, of budget: Budget) -> Problem {
        let what =
            switch limit {
            case .connectionsPerPeer: "there are too many connections from your address"
            case .streams: "there are too many streams"
            case .streamsPerPeer: "there are too many streams from your address"
            default: "there are too many connections"
            }
        let detail = "\(what): the limit \(limit.rawValue) is \(budget.bound(of: limit))"
        return Problem(status: 503, detail: detail, retryAfter: 5)
    }
}
