internal import HTTPTypes

/// Heads of HTTP/2: requests held to what HTTP/1's parser holds them to, and answers as HTTP/2 wants them.
enum HTTP2Head {
    /// A request that can be answered, and the bytes it takes.
    static func check(_ request: HTTPRequest) throws(Problem) -> (request: HTTPRequest, bytes: Int) {
        var request = request
        let hosts = request.headerFields[values: .host]
        guard hosts.count <= 1, request.authority != nil || !hosts.isEmpty else {
            throw .badRequest("a request has exactly one authority")
        }
        // Who is before us may have decided by one of them, and we by the other (RFC 9113 §8.3.1).
        if let host = hosts.first, let authority = request.authority, host.lowercased() != authority.lowercased() {
            throw .badRequest(":authority and host differ")
        }
        request.authority = request.authority ?? hosts.first
        if let path = request.path, !path.hasPrefix("/"), path != "*" {
            throw .badRequest(":path does not begin with /")
        }
        guard request.headerFields.count <= Limits.headerFields else {
            throw Problem(status: 431, detail: "the request has more than \(Limits.headerFields) header fields")
        }
        var bytes = request.path?.utf8.count ?? 0
        for field in request.headerFields {
            let size = field.name.rawName.utf8.count + field.value.utf8.count
            guard size <= Limits.headerFieldBytes else {
                throw Problem(status: 431, detail: "a header field is longer than \(Limits.headerFieldBytes) bytes")
            }
            bytes += size
        }
        return (request, bytes)
    }

    /// Fields whose values are the same in many answers.
    private static let repeated: Set<HTTPField.Name> = [
        .cacheControl, .contentType, .vary, .contentTypeOptions, .accelBuffering, .contentSecurityPolicy,
        .resourcePolicy, .referrerPolicy, .frameOptions, .contentEncoding,
    ]

    /// Without what HTTP/2 forbids (RFC 9113 §8.2.2), and such that no field is kept for its repetition that will not
    /// come again: a client may let the table of those grow to 4 GiB (RFC 7541 §4.2).
    static func prepared(_ head: HTTPResponse) -> HTTPResponse {
        var prepared = head
        prepared.headerFields = HTTPFields()
        for var field in head.headerFields where field.name != .connection {
            if !repeated.contains(field.name) { field.indexingStrategy = .avoid }
            prepared.headerFields.append(field)
        }
        return prepared
    }
}
