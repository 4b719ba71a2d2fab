internal import HTTPTypes

/// What a request shows of who sends it: the one credential that counts, read and not yet believed.
enum Credentials: Hashable, Sendable {
    case none
    /// `Authorization: Bearer`, or the password of `Basic`.
    case token(String)
    /// The page's cookie.
    case session(String)
    /// An `Authorization` of a form that is none of ours.
    case malformed

    /// The header wins over the cookie, whatever either is worth.
    init(_ fields: HTTPFields, cookie name: String) {
        if let header = fields[.authorization] {
            self = Self.read(header)
        } else if let secret = Self.cookie(name, in: fields) {
            self = .session(secret)
        } else {
            self = .none
        }
    }

    private static func read(_ header: String) -> Credentials {
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2 else { return .malformed }
        let value = parts[1].drop { $0 == " " }
        switch parts[0].lowercased() {
        case "bearer": return .token(String(value))
        case "basic":
            guard value.utf8.count <= 2 * Secret.limit, let bytes = Base64URL.bytes(ofPadded: value),
                let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
            else { return .malformed }
            return .token(String(decoding: bytes[(colon + 1)...], as: UTF8.self))
        default: return .malformed
        }
    }

    private static func cookie(_ name: String, in fields: HTTPFields) -> String? {
        for pair in fields[.cookie]?.split(separator: ";") ?? [] {
            let pair = pair.drop { $0 == " " }
            guard pair.hasPrefix(name), pair.dropFirst(name.count).first == "=" else { continue }
            return String(pair.dropFirst(name.count + 1))
        }
        return nil
    }
}
