internal import HTTPTypes

/// One file of the page as it is served: its bytes, compressed as well, and what its answers say of it.
struct PageAsset: Sendable {
    /// The identity form.
    let bytes: [UInt8]
    /// The same, compressed.
    let gzip: [UInt8]
    /// The header fields of every answer, of a 304 too.
    private let fields: HTTPFields
    private let contentType: String
    private let hash: String

    /// The policy of every answer, since a worker has that of its own file and not the page's.
    ///
    /// `logcast` is the one Trusted Types policy: it makes the worker's URL, and no other.
    static let contentSecurityPolicy = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
        worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
        require-trusted-types-for 'script'; trusted-types logcast
        """

    /// `fields` come on top of what every file has.
    init(path: String, bytes: [UInt8], fields: HTTPFields) {
        self.bytes = bytes
        gzip = Gzip.compressed(bytes)
        contentType = Self.contentType(of: path)
        var hash = ContentHash()
        hash.add(bytes)
        self.hash = hash.text
        var all = fields
        all[.contentSecurityPolicy] = Self.contentSecurityPolicy
        all[.resourcePolicy] = "same-origin"
        self.fields = all
    }

    /// The answer to a request with these header fields.
    func answer(to request: HTTPFields) -> Answer {
        let isCompressed = AcceptEncoding(request[.acceptEncoding]).takesGzip
        // The forms are different bytes, which a strong validator tells apart (RFC 9110 §8.8.3.3).
        let tag = isCompressed ? "\"\(hash)-gzip\"" : "\"\(hash)\""
        let isKnown = Self.names(tag, request[.ifNoneMatch])
        var answer =
            isKnown
            ? Answer(status: .notModified)
            : Answer(status: .ok, contentType: contentType, body: isCompressed ? gzip : bytes)
        for field in fields { answer.fields[field.name] = field.value }
        answer.fields[.eTag] = tag
        if isCompressed, !isKnown { answer.fields[.contentEncoding] = "gzip" }
        return answer
    }

    /// Whether `If-None-Match` names the tag, compared weakly (RFC 9110 §13.1.2): proxies that compress weaken it.
    private static func names(_ tag: String, _ header: String?) -> Bool {
        guard let header else { return false }
        return header.split(separator: ",").contains { part in
            let text = part.drop { $0 == " " || $0 == "\t" }
            let known = text.hasPrefix("W/") ? text.dropFirst(2) : text
            return known.prefix { $0 != " " && $0 != "\t" } == tag || known == "*"
        }
    }

    private static func contentType(of path: String) -> String {
        switch path.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "svg": "image/svg+xml"
        default: preconditionFailure("BUG: the page has a file of an unknown kind: \(path)")
        }
    }
}
