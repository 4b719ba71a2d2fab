internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore

extension Connection {
    /// Answers a path about access.
    func respond(to request: HTTPRequest, _ route: AccessRoute, _ accept: AcceptHeader) throws(Problem) {
        guard route.methods.contains(request.method) else {
            let list = route.methods.map(\.rawValue)
            throw Problem(
                status: 405,
                detail: "\(request.method.rawValue) is not possible here, only \(list.joined(separator: " and "))",
                allow: list.joined(separator: ", ")
            )
        }
        if route.isAdministration { return try administer(request, route, accept) }
        switch route {
        case .login where request.method == .post: try login(request, accept)
        case .login: sendLogin(.ok, request)
        case .logout: try logout(request, accept)
        default: sendWhoami()
        }
    }

    /// Answers with the page that says how to get in, and why the attempt before did not.
    func sendLogin(_ status: HTTPResponse.Status, _ request: HTTPRequest, _ problem: Problem? = nil) {
        let page = loop.context.page
        let asset = problem?.isAttempt == true ? page.login(problem: problem?.detail ?? "") : page.login
        var fields = HTTPFields()
        fields[.acceptEncoding] = request.headerFields[.acceptEncoding]
        var answer = asset.answer(to: fields)
        answer.status = status
        answer.fields[.eTag] = nil
        answer.fields[.cacheControl] = "no-store"
        // With "no-referrer" a form's POST has `Origin: null` (Fetch §3.2, "append a request Origin header").
        answer.fields[.referrerPolicy] = "same-origin"
        if let problem { answer.add(problem) }
        send(answer)
    }

    private func sendWhoami() {
        guard let access else { return }
        var out = ByteWriter(capacity: 256)
        out.append("{\"name\":")
        out.append(jsonString: access.name)
        out.append(utf8: ",\"kind\":\"\(access.kind.rawValue)\",\"units\":")
        JSONValue.array(access.units.map { .string($0) }).write(into: &out)
        out.append(",\"expires\":")
        if let expires = access.expires {
            out.append(utf8: "\"\(Self.text(expires))\"")
        } else {
            out.append("null")
        }
        out.append("}\n")
        send(Answer(status: .ok, contentType: "application/json", body: out.bytes))
    }

    /// `2026-12-01T00:00:00Z`.
    static func text(_ time: Timestamp) -> String {
        let civil = CivilTime(secondsSince1970: time.microseconds / 1_000_000)
        func padded(_ value: Int, _ width: Int = 2) -> String {
            let text = String(value)
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        let date = "\(padded(civil.year, 4))-\(padded(civil.month))-\(padded(civil.day))"
        return "\(date)T\(padded(civil.hour)):\(padded(civil.minute)):\(padded(civil.second))Z"
    }

    // MARK: Sessions

    private static let voidCode =
        "this code is not valid, or no longer: each works once, within \(Limits.codeSeconds / 60) minutes; "
        + "run \"sudo logcast login\" on the host for another"

    private func login(_ request: HTTPRequest, _ accept: AcceptHeader) throws(Problem) {
        try checkOrigin(request)
        let form = try FormBody(body, contentType: request.headerFields[.contentType], names: ["code"])
        guard let code = form["code"], let session = control.codes.take(code, now: now) else {
            var problem = unauthorized(.wrong, request)
            problem.isAttempt = true
            if problem.status == 401 { problem.detail = Self.voidCode }
            throw problem
        }
        var random = SystemRandomNumberGenerator()
        let secret = Secret(.session, &random)
        let entry = AccessEntry(
            name: "session-" + String(UInt32.random(in: .min ... .max, using: &random), radix: 16),
            kind: .session,
            hash: secret.hash,
            units: session.units,
            created: now,
            expires: now.advanced(bySeconds: session.seconds)
        )
        let cookie = cookie(secret.text, seconds: session.seconds, request)
        let (control, now, peer) = (control, now, peer)
        change(accept, help: help(for: request)) { () throws(AccessStore.Fault) in
            try control.store.add(entry, now: now)
            control.changed("logged in as \(entry.name)", peer)
            return Answer(seeOther: "/", cookie: cookie)
        }
    }

    private func logout(_ request: HTTPRequest, _ accept: AcceptHeader) throws(Problem) {
        try checkOrigin(request)
        let cleared = clearedCookie(request)
        let name = control.cookieName(isSecure: isSecure(request))
        guard case .session(let secret) = Credentials(request.headerFields.withoutAuthorization, cookie: name),
            let held = control.store.snapshot.holder(of: secret, kind: .session)
        else { return send(Answer(seeOther: "/login", cookie: cleared)) }
        let (control, peer) = (control, peer)
        change(accept, help: help(for: request)) { () throws(AccessStore.Fault) in
            try control.store.revoke(held.entry.name)
            control.changed("logged out \(held.entry.name)", peer)
            return Answer(seeOther: "/login", cookie: cleared)
        }
    }

    private func cookie(_ value: String, seconds: Int64, _ request: HTTPRequest) -> String {
        let isSecure = isSecure(request)
        return "\(control.cookieName(isSecure: isSecure))=\(value); Path=/; Max-Age=\(seconds); HttpOnly; SameSite=Lax"
            + (isSecure ? "; Secure" : "")
    }

    /// What takes the cookie back from a browser.
    func clearedCookie(_ request: HTTPRequest) -> String { cookie("", seconds: 0, request) }

    /// Changes the credentials on a history thread, since that waits for the disk, and answers.
    func change(
        _ accept: AcceptHeader,
        help: String,
        _ body: @escaping @Sendable () throws(AccessStore.Fault) -> Answer
    ) {
        let eventLoop = loop.eventLoop
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        loop.context.log.onHistoryThread {
            let made = Result { () throws(AccessStore.Fault) in try body() }
            eventLoop.execute {
                let connection = bound.value
                switch made {
                case .success(let answer): connection.send(answer)
                case .failure(let fault):
                    // The client may have gone meanwhile.
                    guard case .answering = connection.state else { return }
                    connection.send(Problem(fault), accept, help: help, isLast: connection.isLastAnswer)
                }
            }
        }
    }
}

extension Answer {
    /// Leads a browser on, which keeps a cookie, or no longer.
    fileprivate init(seeOther path: String, cookie: String) {
        self.init(status: .seeOther, text: "go on at \(path)\n")
        fields[.location] = path
        fields[.setCookie] = cookie
    }
}

extension Problem {
    fileprivate init(_ fault: AccessStore.Fault) {
        switch fault {
        case .taken: self.init(status: 409, detail: "there is a credential of this name; revoke it, or choose another")
        case .full:
            self.init(status: 409, detail: "there are \(Limits.credentials) credentials, the most; revoke some")
        case .unknown: self.init(status: 404, detail: "there is no credential of this name")
        case .disk(let detail):
            self.init(status: 500, detail: "nothing was changed, since it could not be kept: \(detail)")
        case .forgettable(let detail):
            self.init(status: 500, detail: "revoked, but only until the agent starts anew: \(detail)")
        }
    }
}

extension HTTPFields {
    /// Logging out is about the cookie, whatever else the request shows.
    fileprivate var withoutAuthorization: HTTPFields {
        var fields = self
        fields[.authorization] = nil
        return fields
    }
}
