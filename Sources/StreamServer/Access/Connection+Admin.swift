internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore

extension Connection {
    /// Answers what is root's alone, who comes on the Unix socket, by no one else's hand and with no credential that says
    /// less.
    func administer(_ request: HTTPRequest, _ route: AccessRoute, _ accept: AcceptHeader) throws(Problem) {
        try checkRoot(request)
        switch route {
        case .tokens where request.method == .post: try createToken(request, accept)
        case .tokens: sendTokens(accept)
        case .token(let name): revokeToken(name, accept, help: help(for: request))
        default: try createCode(request)
        }
    }

    private func checkRoot(_ request: HTTPRequest) throws(Problem) {
        guard case .unixSocket(user: 0) = peer.place, access?.kind == .socket else {
            throw forbid(request, "this is for root on the Unix socket alone; run \"sudo logcast token\" on the host")
        }
        // A proxy that runs as root would lend its rights to whoever it serves.
        guard Self.forwarding.allSatisfy({ request.headerFields[$0] == nil }) else {
            throw forbid(
                request,
                "this is not for requests that a browser or a proxy sends; run \"sudo logcast token\""
            )
        }
    }

    private static let forwarding: [HTTPField.Name] = [
        .origin, .secFetchSite, .forwarded, .forwardedFor, .forwardedHost, .forwardedProto, .realIP, .via,
    ]

    /// What `units` and `expires` of a form say.
    private struct Terms {
        let units: [String]
        let seconds: Int64?

        init(_ form: FormBody) throws(Problem) {
            units = (form["units"] ?? "*").split(separator: ",").map { String($0) }
            guard let text = form["expires"] else {
                seconds = nil
                return
            }
            guard let seconds = Int64(text), (1...Limits.credentialSeconds).contains(seconds) else {
                throw .badParameter("expires", "expires: give a number of seconds, 1 to \(Limits.credentialSeconds)")
            }
            self.seconds = seconds
        }
    }

    private func createToken(_ request: HTTPRequest, _ accept: AcceptHeader) throws(Problem) {
        let names = ["name", "units", "expires", "kind"]
        let form = try FormBody(body, contentType: request.headerFields[.contentType], names: names)
        let (terms, name) = (try Terms(form), form["name"] ?? "")
        let kindText = form["kind"] ?? "token"
        guard let kind = AccessEntry.Kind(rawValue: kindText), kind != .session else {
            throw .badParameter("kind", "kind: token or certificate")
        }
        if let fault = AccessEntry.fault(name: name, units: terms.units) { throw .badRequest(fault) }
        var random = SystemRandomNumberGenerator()
        let secret = kind == .token ? Secret(.token, &random) : nil
        let entry = AccessEntry(
            name: name,
            kind: kind,
            hash: secret?.hash,
            units: terms.units,
            created: now,
            expires: terms.seconds.map { self.now.advanced(bySeconds: $0) }
        )
        let (control, now, peer) = (control, now, peer)
        change(accept, help: help(for: request)) { () throws(AccessStore.Fault) in
            try control.store.add(entry, now: now)
            control.changed("created \(kind.rawValue) \"\(name)\" for \(entry.units.joined(separator: ","))", peer)
            return Answer(status: .created, text: secret.map { "\($0.text)\n" } ?? "")
        }
    }

    private func revokeToken(_ name: String, _ accept: AcceptHeader, help: String) {
        let (control, peer) = (control, peer)
        change(accept, help: help) { () throws(AccessStore.Fault) in
            try control.store.revoke(name)
            control.changed("revoked \"\(name)\"", peer)
            return Answer(status: .noContent)
        }
    }

    private func createCode(_ request: HTTPRequest) throws(Problem) {
        let names = ["units", "expires"]
        let form = try FormBody(body, contentType: request.headerFields[.contentType], names: names)
        let terms = try Terms(form)
        if let fault = AccessEntry.fault(name: "session", units: terms.units) { throw .badRequest(fault) }
        let session = LoginCodes.Session(units: terms.units, seconds: terms.seconds ?? Limits.sessionSeconds)
        let code = control.codes.make(session, now: now)
        control.changed("made a login code for \(terms.units.joined(separator: ","))", peer)
        let base = control.configuration.urls.first?.text ?? loop.context.configuration.localURL
        // The part after # stays in the browser: it is in no request, and in nobody's log.
        send(Answer(status: .created, text: "\(base)/login#\(code.text)\n"))
    }

    private func sendTokens(_ accept: AcceptHeader) {
        let entries = control.store.snapshot.held.map(\.entry)
        guard accept.preferred == .json else {
            return send(Answer(status: .ok, contentType: OutputFormat.short.contentType, body: table(entries)))
        }
        let list = entries.map { entry in
            JSONValue.object(
                [
                    ("name", .string(entry.name)), ("kind", .string(entry.kind.rawValue)),
                    ("units", .array(entry.units.map { .string($0) })), ("created", .string(Self.text(entry.created))),
                ] + (entry.expires.map { [("expires", .string(Self.text($0)))] } ?? [])
            )
        }
        var out = ByteWriter(capacity: 256 * entries.count + 64)
        JSONValue.object([("tokens", .array(list))]).write(into: &out)
        out.append("\n")
        send(Answer(status: .ok, contentType: "application/json", body: out.bytes))
    }

    private func table(_ entries: [AccessEntry]) -> [UInt8] {
        let head = ["NAME", "KIND", "UNITS", "CREATED", "EXPIRES"]
        let rows = entries.map { entry in
            let expires = entry.expires.map { Self.text($0) + (entry.isExpired(at: now) ? " (over)" : "") }
            return [
                entry.name, entry.kind.rawValue, entry.units.joined(separator: ","), Self.text(entry.created),
                expires ?? "never",
            ]
        }
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        let lines = ([head] + rows).map { row in
            row.indices.map { column in
                let isLast = column == head.count - 1
                let padding = isLast ? 0 : widths[column] - row[column].count
                return row[column] + String(repeating: " ", count: padding)
            }.joined(separator: "  ")
        }
        return Array(lines.map { "\($0)\n" }.joined().utf8)
    }
}

extension ServerConfiguration {
    /// Where a browser on this host finds the server, where no `url` is set.
    fileprivate var localURL: String { "\(tls == nil ? "http" : "https")://localhost:\(listen.first?.port ?? 8514)" }
}
