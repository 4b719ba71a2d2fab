internal import LogModel
internal import Synchronization

/// Who asks, and what of the log is theirs to see: what every path goes by. Shared by all answers to one credential.
final class Access: Sendable {
    /// The credential's name; `uid 1000` of a user on the socket.
    let name: String
    let kind: Kind
    /// The patterns as they were written.
    let units: [String]
    /// What may be seen; nil is everything.
    let grant: Grant?
    /// When it ends by itself.
    let expires: Timestamp?
    private let end: End

    /// How the right was shown.
    enum Kind: String, Sendable {
        case token, session, socket, certificate, open
    }

    /// The end of a credential, which all accesses by it see.
    final class End: Sendable {
        private let revoked = Atomic(false)

        var isRevoked: Bool { revoked.load(ordering: .acquiring) }

        func revoke() { revoked.store(true, ordering: .releasing) }
    }

    /// Why an access is over.
    enum Ending: Sendable {
        case expired, revoked

        var name: StaticString {
            switch self {
            case .expired: "expired"
            case .revoked: "revoked"
            }
        }
    }

    init(name: String, kind: Kind, units: [String], grant: Grant?, expires: Timestamp? = nil, end: End = End()) {
        (self.name, self.kind, self.units) = (name, kind, units)
        (self.grant, self.expires, self.end) = (grant, expires, end)
    }

    convenience init(name: String, kind: Kind, units: [String]) {
        self.init(name: name, kind: kind, units: units, grant: Grant(units))
    }

    /// The access of loopback where that is open.
    static let open = Access(name: "open", kind: .open, units: ["*"])

    /// Whether everything may be seen: events of no unit too, and what is about the agent itself.
    var isWhole: Bool { grant == nil }

    /// Why it is over; nil while it is not.
    func ending(at now: Timestamp) -> Ending? {
        // What has expired is dropped with the next change, as if it were revoked.
        if let expires, now >= expires { return .expired }
        return end.isRevoked ? .revoked : nil
    }

    /// The same in what a socket grants.
    func narrowed(to units: [String]) -> Access {
        guard let bound = Grant(units) else { return self }
        return Access(
            name: name,
            kind: kind,
            units: grant == nil ? units : self.units,
            grant: .both(bound, grant),
            expires: expires,
            end: end
        )
    }
}
