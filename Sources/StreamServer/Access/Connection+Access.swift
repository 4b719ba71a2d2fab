internal import HTTPTypes
internal import LogModel
internal import NIOCore

extension Connection {
    var control: AccessControl { loop.context.access }

    var now: Timestamp { loop.context.configuration.now() }

    /// Decides what the request may see, and keeps that for its answer; without, there is none.
    func admit(_ request: HTTPRequest) throws(Problem) {
        let cookie = control.cookieName(isSecure: isSecure(request))
        let credentials = Credentials(request.headerFields, cookie: cookie)
        do throws(AccessDecision.Refusal) {
            access = try control.decision(at: now).access(of: peer, showing: credentials)
        } catch {
            var problem = refusal(error, request)
            // A browser would show it again with every request, and hide what else it has.
            if case .session = credentials { problem.setCookie = clearedCookie(request) }
            throw problem
        }
    }

    /// Looks at what an open path shows to who has access, and is no attempt at any.
    func admitIfGiven(_ request: HTTPRequest) {
        let cookie = control.cookieName(isSecure: isSecure(request))
        let credentials = Credentials(request.headerFields, cookie: cookie)
        // Without access the path says less.
        access = try? control.decision(at: now).access(of: peer, showing: credentials)
    }

    private func refusal(_ refusal: AccessDecision.Refusal, _ request: HTTPRequest) -> Problem {
        let denial: AccessControl.Denial =
            switch refusal {
            case .missing: .missing
            case .wrong: .wrong
            case .expired: .expired
            }
        return unauthorized(denial, request)
    }

    /// The 401, or what stands for it after too many.
    func unauthorized(_ denial: AccessControl.Denial, _ request: HTTPRequest) -> Problem {
        if let seconds = control.deny(denial, request, peer, now: now) {
            return Problem(
                status: 429,
                detail: "too many credentials from here were not valid; try again in \(seconds) s",
                retryAfter: seconds
            )
        }
        let remedy = "run \"sudo logcast login\" on the host for a link, or send Authorization: Bearer TOKEN"
        let what =
            switch denial {
            case .missing: "this wants access"
            case .expired: "this credential has expired"
            default: "this credential is not valid"
            }
        return Problem(status: 401, detail: "\(what); \(remedy)")
    }

    /// The 403 of who is known, and may not.
    func forbid(_ request: HTTPRequest, _ detail: String) -> Problem {
        _ = control.deny(.forbidden, request, peer, now: now)
        return Problem(status: 403, detail: detail)
    }

    /// What is about the agent and all of its log is for who may see all of it.
    func checkWhole(_ request: HTTPRequest) throws(Problem) {
        guard let access, !access.isWhole else { return }
        throw forbid(request, "\(access.name) is granted \(Self.list(access.units)); this wants *")
    }

    /// A unit that could not have an event which is granted is refused, whether it is there or not.
    func checkUnit(_ unit: String?, _ request: HTTPRequest) throws(Problem) {
        guard let unit, let access, access.grant?.mayMatch(unit) == false else { return }
        throw forbid(
            request,
            "unit \"\(unit.prefix(256))\" is not granted to \(access.name), which is granted \(Self.list(access.units))"
        )
    }

    private static func list(_ units: [String]) -> String {
        units.prefix(20).joined(separator: ", ") + (units.count > 20 ? ", …" : "")
    }

    /// The filter within what the present answer may see: nothing is read for a client but through this.
    func granted(_ filter: EventFilter) -> EventFilter {
        guard let access else { preconditionFailure("BUG: the log is read for a request that has no access") }
        var filter = filter
        filter.grant = access.grant
        return filter
    }

    // MARK: What a browser holds us to

    /// Whether the client speaks https: to us, or to the proxy that the setting `url` tells of.
    func isSecure(_ request: HTTPRequest) -> Bool {
        peer.isSecure || url(of: request)?.isSecure == true
    }

    /// The configured address that the request names.
    func url(of request: HTTPRequest) -> ServerURL? {
        guard let authority = request.authority else { return nil }
        return control.configuration.urls.first { $0.isOf(authority) }
    }

    /// Where the client finds this server.
    func base(of request: HTTPRequest) -> String {
        "\(isSecure(request) ? "https" : "http")://\(host(of: request))"
    }

    /// What changes something is asked for by a page of ours, and by no other (RFC 6454).
    func checkOrigin(_ request: HTTPRequest) throws(Problem) {
        let origin = request.headerFields[.origin]
        if let origin, let from = ServerURL(origin), let host = request.authority,
            ServerURL("\(from.isSecure ? "https" : "http")://\(host)")?.authority == from.authority,
            from.isSecure == isSecure(request) || peer.isLocal && url(of: request) == nil
        {
            return
        }
        _ = control.deny(.origin, request, peer, now: now)
        throw Problem(
            status: 403,
            detail: origin == nil
                ? "this wants an Origin, as browsers send it"
                : "this is asked for from another site; behind a proxy, set --url to the address that browsers use"
        )
    }

    /// No secret is ever part of an address: those end up in histories, logs and referrers.
    func checkURL(_ query: Substring, _ request: HTTPRequest) throws(Problem) {
        let isSecretive = query.split(separator: "&").contains { pair in
            let name = pair.prefix { $0 != "=" }
            // In capitals it may be a field of the journal.
            let isNamed = Self.secretNames.contains(name.lowercased()) && name != name.uppercased()
            return isNamed || Secret.isIn(pair)
        }
        guard isSecretive else { return }
        _ = control.deny(.url, request, peer, now: now)
        throw .badRequest(
            "never put a token into a URL, and revoke this one; send Authorization: Bearer TOKEN, or curl -u :TOKEN"
        )
    }

    private static let secretNames: Set<String> = [
        "token", "access_token", "access-token", "auth_token", "auth", "authorization", "bearer", "api_key", "apikey",
        "password", "secret", "code",
    ]
}
