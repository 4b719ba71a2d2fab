internal import LogModel

/// What is kept of a credential; of its secret only the hash.
struct AccessEntry: Sendable, Hashable {
    /// What revokes it, and what the audit calls it.
    let name: String
    let kind: Kind
    /// Nil for a certificate, which is known by its name.
    let hash: SecretHash?
    /// Patterns of the units that it may see.
    let units: [String]
    let created: Timestamp
    let expires: Timestamp?

    /// What shows it.
    enum Kind: String, Sendable {
        case token, session, certificate
    }

    /// Whether it has ended by itself.
    func isExpired(at now: Timestamp) -> Bool { expires.map { now >= $0 } ?? false }

    /// The access that it gives.
    func access(_ end: Access.End) -> Access {
        let kind: Access.Kind =
            switch self.kind {
            case .token: .token
            case .session: .session
            case .certificate: .certificate
            }
        return Access(name: name, kind: kind, units: units, grant: Grant(units), expires: expires, end: end)
    }

    /// What of a name and of unit patterns cannot be kept; nil when they can.
    static func fault(name: String, units: [String]) -> String? {
        guard (1...Limits.credentialName).contains(name.utf8.count), name.unicodeScalars.allSatisfy(isShown),
            !Secret.isIn(name)
        else { return "name: give 1 to \(Limits.credentialName) bytes without control characters and /" }
        guard (1...Limits.grantPatterns).contains(units.count) else {
            return "units: give 1 to \(Limits.grantPatterns) unit names or globs, with commas between; * is all"
        }
        let isFit = units.allSatisfy { pattern in
            (1...Limits.nameBytes).contains(pattern.utf8.count) && pattern.unicodeScalars.allSatisfy(isShown)
        }
        return isFit
            ? nil : "units: a unit name or glob has 1 to \(Limits.nameBytes) bytes, no control characters and no /"
    }

    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        default: scalar != "/"
        }
    }
}
