internal import LogModel

/// The one decision on who may see what: a function of values alone.
struct AccessDecision {
    let configuration: AccessConfiguration
    let store: AccessStore.Snapshot
    let now: Timestamp

    /// Why a request gets nothing.
    enum Refusal: String, Error, CaseIterable {
        /// It shows no credential.
        case missing
        /// What it shows is none of ours, or no longer.
        case wrong
        /// Its credential has ended by itself.
        case expired
    }

    /// A credential that is shown decides, and a wrong one is never made good by where the peer is; on the socket it
    /// narrows what the socket grants.
    func access(of peer: Peer, showing credentials: Credentials) throws(Refusal) -> Access {
        let shown: Access? =
            switch credentials {
            case .token(let secret): try access(by: store.holder(of: secret, kind: .token))
            case .session(let secret): try access(by: store.holder(of: secret, kind: .session))
            case .malformed: throw .wrong
            case .none: try certificateAccess(peer)
            }
        switch peer.place {
        case .unixSocket(let user):
            if let shown { return shown.narrowed(to: configuration.socketUnits) }
            return Access(name: user.map { "uid \($0)" } ?? "unknown", kind: .socket, units: configuration.socketUnits)
        case .tcp(let address):
            if let shown { return shown }
            guard configuration.isOpen, Self.isLoopback(address) else { throw .missing }
            return .open
        }
    }

    private func access(by held: AccessStore.Snapshot.Held?) throws(Refusal) -> Access {
        guard let held else { throw .wrong }
        guard !held.entry.isExpired(at: now) else { throw .expired }
        return held.access
    }

    /// A certificate without an entry is no credential: that it is verified says who, not what may be seen.
    private func certificateAccess(_ peer: Peer) throws(Refusal) -> Access? {
        guard let held = peer.certificateName.flatMap({ store.certificate($0) }) else { return nil }
        return try access(by: held)
    }

    /// Whether an address is this host's own.
    static func isLoopback(_ address: String) -> Bool {
        let bare = address.hasPrefix("::ffff:") ? address.dropFirst(7) : Substring(address)
        return address == "::1" || bare.hasPrefix("127.") && bare.allSatisfy { $0.isNumber || $0 == "." }
    }
}
