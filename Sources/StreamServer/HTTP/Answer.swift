internal import HTTPTypes
internal import LogModel

/// An answer that is whole before it is sent.
struct Answer {
    var status: HTTPResponse.Status
    var fields = HTTPFields()
    var body: [UInt8]

    init(status: HTTPResponse.Status, contentType: String? = nil, body: [UInt8] = []) {
        (self.status, self.body) = (status, body)
        fields[.contentType] = contentType
    }

    /// Plain text.
    init(status: HTTPResponse.Status, text: String) {
        self.init(status: status, contentType: "text/plain; charset=utf-8", body: Array(text.utf8))
    }

    /// Adds the header fields that belong to a problem.
    mutating func add(_ problem: Problem) {
        fields[.allow] = problem.allow
        fields[.retry] = problem.retryAfter.map { String($0) }
        fields[.setCookie] = problem.setCookie
        // `Basic` would open the browser's dialog; curl -u needs no challenge.
        if status == .unauthorized { fields[.wwwAuthenticate] = "Bearer" }
    }

    /// The head; `isLast` announces that the connection ends with this answer.
    func head(date: String, isLast: Bool) -> HTTPResponse {
        var head = HTTPResponse.standard(status, date: date, isLast: isLast)
        for field in fields { head.headerFields[field.name] = field.value }
        // Of a 304, it would be that of the answer which the client has.
        if status != .noContent, status != .notModified { head.headerFields[.contentLength] = String(body.count) }
        return head
    }
}

extension HTTPResponse {
    /// A head with what every answer has.
    static func standard(_ status: Status, date: String, isLast: Bool) -> HTTPResponse {
        var head = HTTPResponse(status: status)
        head.headerFields[.date] = date
        head.headerFields[.cacheControl] = "no-store"
        head.headerFields[.vary] = "Accept"
        head.headerFields[.contentTypeOptions] = "nosniff"
        head.headerFields[.referrerPolicy] = "no-referrer"
        head.headerFields[.frameOptions] = "DENY"
        head.headerFields[.resourcePolicy] = "same-origin"
        if isLast { head.headerFields[.connection] = "close" }
        return head
    }
}

extension Problem {
    /// The statuses of problems, with their phrases.
    private static let known: [HTTPResponse.Status] = [
        .badRequest, .unauthorized, .forbidden, .notFound, .methodNotAllowed, .conflict, .tooManyRequests,
        .contentTooLarge, .uriTooLong, .misdirectedRequest,
        .requestHeaderFieldsTooLarge, .internalServerError, .serviceUnavailable,
    ]

    /// The answer, for programs or for people.
    func answer(asJSON: Bool, help: String) -> Answer {
        let code = Self.known.first { $0.code == status } ?? .internalServerError
        var answer: Answer
        if asJSON {
            answer = Answer(status: code, contentType: "application/problem+json", body: json(title: code.reasonPhrase))
        } else {
            answer = Answer(status: code, contentType: OutputFormat.short.contentType, body: text(help: help))
        }
        answer.add(self)
        return answer
    }

    /// The detail may quote the request, and must not drive the terminal it is read on.
    private func text(help: String) -> [UInt8] {
        var out = ByteWriter(capacity: 512)
        out.append("error: ")
        Array(detail.utf8).withUnsafeBytes { out.append(lines: $0, indent: 7, tab: " ") }
        out.append("help: ")
        Array(help.utf8).withUnsafeBytes { out.append(lines: $0, indent: 6, tab: " ") }
        return out.bytes
    }

    private func json(title: String) -> [UInt8] {
        var out = ByteWriter(capacity: 512)
        out.append(utf8: "{\"type\":\"about:blank\",\"title\":")
        out.append(jsonString: title)
        out.append(utf8: ",\"status\":\(status),\"detail\":")
        out.append(jsonString: detail)
        if let parameter {
            out.append(",\"parameter\":")
            out.append(jsonString: parameter)
        }
        out.append("}\n")
        return out.bytes
    }
}
