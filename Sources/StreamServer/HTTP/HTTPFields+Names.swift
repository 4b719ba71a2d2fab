internal import HTTPTypes

extension HTTPField.Name {
    static let resourcePolicy = known("Cross-Origin-Resource-Policy")
    static let referrerPolicy = known("Referrer-Policy")
    static let frameOptions = known("X-Frame-Options")
    static let contentTypeOptions = known("X-Content-Type-Options")
    static let accelBuffering = known("X-Accel-Buffering")
    static let origin = known("Origin")
    static let setCookie = known("Set-Cookie")
    static let secFetchSite = known("Sec-Fetch-Site")
    static let forwarded = known("Forwarded")
    static let forwardedFor = known("X-Forwarded-For")
    static let forwardedHost = known("X-Forwarded-Host")
    static let forwardedProto = known("X-Forwarded-Proto")
    static let realIP = known("X-Real-IP")
    static let lastEventID = known("Last-Event-ID")
    static let logcastPosition = known("Logcast-Position")
    static let host = known("Host")
    static let link = known("Link")
    static let retry = known("Retry-After")

    private static func known(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("BUG: \(text) is no header name") }
        return name
    }
}
