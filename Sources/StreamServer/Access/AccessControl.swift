internal import HTTPTypes
internal import LogModel
internal import Logging
internal import Synchronization
internal import SystemIO

/// What the connections share of access: the credentials, the codes, and what refusals there were.
final class AccessControl: Sendable {
    let configuration: AccessConfiguration
    let store: AccessStore
    let codes = LoginCodes()
    let ledger = PeerLedger()
    /// Of cookies, which all ports of a host share.
    private let instance: String
    private let logger: Logger
    private let counts = Mutex([UInt64](repeating: 0, count: Denial.allCases.count))
    private let streamLines = LineBudget(lines: 20)

    /// Why a request is denied.
    enum Denial: Int, CaseIterable, Sendable {
        case missing, wrong, expired, forbidden, host, origin, url, barred

        /// As /metrics names it.
        var name: String { "\(self)" }

        /// As the audit says it.
        var text: String {
            switch self {
            case .missing: "no credential"
            case .wrong: "a credential that is not valid"
            case .expired: "a credential that has expired"
            case .forbidden: "not granted"
            case .host: "a Host that is not ours"
            case .origin: "an Origin that is not ours"
            case .url: "a credential in the URL"
            case .barred: "too many credentials that are not valid"
            }
        }
    }

    init(_ configuration: AccessConfiguration, instance: String, logger: Logger) {
        (self.configuration, self.logger) = (configuration, logger)
        self.instance = String(instance.prefix(8))
        store = AccessStore(configuration.file, logger: logger)
    }

    /// The decision of this moment.
    func decision(at now: Timestamp) -> AccessDecision {
        AccessDecision(configuration: configuration, store: store.snapshot, now: now)
    }

    /// The cookie of a session; by its prefix a browser holds it to https and this very host (RFC 6265bis §4.1.3.2).
    func cookieName(isSecure: Bool) -> String { "\(isSecure ? "__Host-" : "")logcast-\(instance)" }

    /// How often requests were denied since the start.
    var denials: [(Denial, UInt64)] { counts.withLock { counts in Denial.allCases.map { ($0, counts[$0.rawValue]) } } }

    // MARK: Audit

    /// Counts a denied request and has it told; the seconds after which to guess again, where there were too many.
    func deny(_ denial: Denial, _ request: HTTPRequest, _ peer: Peer, now: Timestamp) -> Int? {
        let isGuess = denial == .wrong
        let verdict = ledger.refuse(peer.ledgerName, isGuess: isGuess, now: now)
        let shown = verdict.retryAfter == nil ? denial : .barred
        counts.withLock { $0[shown.rawValue] += 1 }
        tellRests(at: now)
        if verdict.isTold { logger.warning("denied \(Self.text(request)) of \(peer.text): \(denial.text)") }
        return verdict.retryAfter
    }

    /// Tells who has got a stream: a line each, within bounds.
    func granted(_ request: HTTPRequest, _ access: Access, _ peer: Peer) {
        guard let suppressed = streamLines.take() else { return }
        let more = suppressed > 0 ? "; \(suppressed) more streams before it" : ""
        logger.info("granted \(Self.text(request)) to \(access.kind.rawValue) \"\(access.name)\", \(peer.text)\(more)")
    }

    /// Tells what was done to the credentials.
    func changed(_ what: String, _ peer: Peer) { logger.notice("\(what), by \(peer.text)") }

    /// Sums up what refusals had no line of their own.
    func tellRests(at now: Timestamp) {
        for rest in ledger.rests(at: now) { logger.warning("denied \(rest.count) more requests of \(rest.peer)") }
    }

    /// Method and path; a query may hold what is nobody's business, and a path what was never meant for one.
    private static func text(_ request: HTTPRequest) -> String {
        let path = (request.path ?? "").prefix { $0 != "?" }.prefix(200)
        let shown = path.unicodeScalars.map { (0x21...0x7e).contains($0.value) ? Character($0) : "?" }
        return "\(request.method.rawValue.prefix(20)) \(Secret.removed(from: String(shown)))"
    }
}

extension Peer {
    /// Who it is, for the audit.
    var text: String {
        switch place {
        case .unixSocket(let user): "uid \(user.map { "\($0)" } ?? "unknown") on the Unix socket"
        case .tcp(let address): address
        }
    }

    /// Who it is, for the bound on guesses.
    fileprivate var ledgerName: String {
        switch place {
        case .unixSocket: text
        case .tcp(let address): PeerLedger.peer(at: address)
        }
    }
}
