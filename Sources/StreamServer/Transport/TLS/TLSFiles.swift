/// Where a TLS server's certificate and key are, in PEM.
public struct TLSFiles: Hashable, Sendable {
    /// The server's certificate, and after it those that lead from it to one that clients know.
    public var certificate: String
    /// The certificate's key, without a passphrase.
    public var key: String
    /// Certificates of those who sign clients' certificates; nil takes none.
    public var clientCA: String?

    /// These files.
    public init(certificate: String, key: String, clientCA: String? = nil) {
        (self.certificate, self.key, self.clientCA) = (certificate, key, clientCA)
    }

    /// Throws `TLSError` unless a server can begin with them at this time.
    public func check(secondsSince1970: Int64) throws {
        _ = try TLSIdentity(TLSContents(self), self, secondsSince1970: secondsSince1970)
    }
}

/// Files that no TLS server can begin with, and what to do about it.
public struct TLSError: Error, Hashable, CustomStringConvertible {
    /// One sentence with the remedy.
    public let description: String
}
