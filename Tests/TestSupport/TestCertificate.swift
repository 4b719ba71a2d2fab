internal import Foundation

/// A certificate and its key in a directory, made by openssl(1).
public struct TestCertificate: Sendable {
    /// The path of the certificate.
    public let certificate: String
    /// The path of its key.
    public let key: String

    /// A self-signed one for `localhost` and `127.0.0.1`, of this common name; with `days` −1 it has expired.
    public init(in directory: TemporaryDirectory, name: String, days: Int = 2) throws {
        (certificate, key) = (directory.file("\(name).crt"), directory.file("\(name).key"))
        try Tool.run(
            Self.request(key, name) + [
                "-out", "\(certificate).csr", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            ]
        )
        try Tool.run([
            "openssl", "x509", "-req", "-in", "\(certificate).csr", "-signkey", key, "-days", "\(days)", "-out",
            certificate, "-copy_extensions", "copy",
        ])
    }

    /// One of a client, signed by another.
    public init(in directory: TemporaryDirectory, name: String, signedBy signer: TestCertificate) throws {
        (certificate, key) = (directory.file("\(name).crt"), directory.file("\(name).key"))
        try Tool.run(Self.request(key, name) + ["-out", "\(certificate).csr"])
        try Tool.run([
            "openssl", "x509", "-req", "-in", "\(certificate).csr", "-CA", signer.certificate, "-CAkey", signer.key,
            "-days", "2", "-out", certificate, "-set_serial", "7",
        ])
    }

    private static func request(_ key: String, _ name: String) -> [String] {
        [
            "openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
            key, "-subj", "/CN=\(name)",
        ]
    }

    /// Puts another's files in the place of these, the certificate first.
    public func replace(by other: TestCertificate) throws {
        for (from, to) in [(other.certificate, certificate), (other.key, key)] {
            try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to), options: .atomic)
        }
    }
}
