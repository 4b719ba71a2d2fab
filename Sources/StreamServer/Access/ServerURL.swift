/// An address that people know the server by, such as `https://logs.example.org`: behind a proxy, its.
public struct ServerURL: Sendable, Hashable {
    /// Whether it is https.
    public let isSecure: Bool
    /// The host, lower-case, without a port.
    public let host: String
    /// Host, and port if it is not the scheme's own.
    public let authority: String

    /// The whole of it, without a `/` at the end.
    public var text: String { "\(isSecure ? "https" : "http")://\(authority)" }

    /// Nil for what is no such address: there is no path, as there are no sub-paths.
    public init?(_ text: String) {
        let lower = text.lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else { return nil }
        isSecure = lower.hasPrefix("https://")
        var rest = lower.dropFirst(isSecure ? 8 : 7)
        if rest.hasSuffix("/") { rest = rest.dropLast() }
        guard !rest.isEmpty, rest.utf8.count <= 255, rest.utf8.allSatisfy(Self.isOfAuthority) else { return nil }
        let port = rest.hasSuffix("]") ? nil : rest.lastIndex(of: ":")
        let name = rest[..<(port ?? rest.endIndex)]
        let digits = port.map { rest[rest.index(after: $0)...] }
        guard !name.isEmpty, digits.map({ UInt16($0).map { $0 > 0 } ?? false }) ?? true else { return nil }
        guard name.hasPrefix("[") == name.hasSuffix("]"), name.hasPrefix("[") || !name.contains(":") else { return nil }
        host = String(name)
        let isDefault = digits == (isSecure ? "443" : "80")
        authority = isDefault ? host : String(rest)
    }

    private static func isOfAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...58, 97...122, UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "["),
            UInt8(ascii: "]"):
            true
        default: false
        }
    }

    /// Whether a `Host` is this one, its port apart: what is forwarded often loses it.
    func isOf(_ authority: String) -> Bool {
        let lower = authority.lowercased()
        return lower == host || lower.hasPrefix("\(host):")
    }
}
