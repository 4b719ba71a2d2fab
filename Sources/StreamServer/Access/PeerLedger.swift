internal import LogModel
internal import Synchronization

/// The refusals of each peer in the present minute: how many guesses it may still make, and how many lines of the audit
/// it may still cause. Nothing here slows down who shows what is right.
final class PeerLedger: Sendable {
    /// What a refusal comes to.
    struct Verdict: Equatable {
        /// Seconds after which to guess again; nil while it may.
        var retryAfter: Int?
        /// Whether the audit gets a line about it.
        var isTold: Bool
    }

    /// Refusals of a peer that the audit had no line for.
    struct Rest: Equatable {
        let peer: String
        let count: Int
    }

    private struct Record {
        let began: Timestamp
        var guesses = 0
        var refusals = 0

        func isOver(_ now: Timestamp) -> Bool {
            // A clock that is set back must not keep a peer out.
            now < began || now >= began.advanced(bySeconds: Limits.guessSeconds)
        }

        var untold: Int { max(0, refusals - Limits.guesses) }
    }

    private struct State {
        var records: [String: Record] = [:]
        /// The peers as their minutes began.
        var order: [String] = []
        var rests: [Rest] = []

        mutating func closeOver(_ now: Timestamp) {
            let over = order.prefix { records[$0]?.isOver(now) ?? true }
            for peer in over { close(peer) }
            order.removeFirst(over.count)
        }

        mutating func open(_ peer: String, _ now: Timestamp) {
            if order.count >= Limits.guessingPeers { close(order.removeFirst()) }
            records[peer] = Record(began: now)
            order.append(peer)
        }

        private mutating func close(_ peer: String) {
            guard let record = records.removeValue(forKey: peer), record.untold > 0 else { return }
            if rests.count < Limits.guessingPeers { rests.append(Rest(peer: peer, count: record.untold)) }
        }
    }

    private let state = Mutex(State())

    /// Counts a refusal.
    func refuse(_ peer: String, isGuess: Bool, now: Timestamp) -> Verdict {
        state.withLock { state in
            state.closeOver(now)
            if state.records[peer] == nil { state.open(peer, now) }
            state.records[peer]?.refusals += 1
            if isGuess { state.records[peer]?.guesses += 1 }
            guard let record = state.records[peer] else { return Verdict(retryAfter: nil, isTold: true) }
            let end = record.began.advanced(bySeconds: Limits.guessSeconds).microseconds
            let left = Int(max(0, end - now.microseconds) / 1_000_000) + 1
            let isBarred = isGuess && record.guesses > Limits.guesses
            return Verdict(retryAfter: isBarred ? left : nil, isTold: record.refusals <= Limits.guesses)
        }
    }

    /// What is to be summed up: of minutes that are over, and of peers that were forgotten for others.
    func rests(at now: Timestamp) -> [Rest] {
        state.withLock { state in
            state.closeOver(now)
            defer { state.rests = [] }
            return state.rests
        }
    }

    /// Peers that are remembered.
    var count: Int { state.withLock { $0.records.count } }

    /// What one peer is by its address: of IPv6 the network, since whoever has one has all addresses in it.
    static func peer(at address: String) -> String {
        guard address.contains(":"), !address.contains(".") else {
            return address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        }
        let bare = address.prefix { $0 != "%" }
        let mark = bare.firstRange(of: "::")
        let front = bare[..<(mark?.lowerBound ?? bare.endIndex)].split(separator: ":")
        let groups = front.prefix(4) + Array(repeating: "0", count: max(0, 4 - front.count))
        return groups.joined(separator: ":") + "::/64"
    }
}
