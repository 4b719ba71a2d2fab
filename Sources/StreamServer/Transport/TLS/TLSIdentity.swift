internal import NIOCore
internal import NIOSSL

/// A certificate and its key, checked: what new connections are made with.
struct TLSIdentity: Sendable {
    let context: NIOSSLContext
    /// Whose it is and how long it is good, for a line in the log.
    let summary: String

    /// What was read of the files, at this time.
    init(_ contents: TLSContents, _ files: TLSFiles, secondsSince1970 now: Int64) throws(TLSError) {
        switch contents {
        case .unreadable(let error): throw error
        case .read(let certificate, let key, let clientCA):
            let chain = try Self.certificates(certificate, files.certificate)
            try Self.check(chain, files.certificate, now)
            let key = try Self.key(key, files.key)
            let signers = try clientCA.map { (bytes) throws(TLSError) in
                try Self.certificates(bytes, files.clientCA ?? "")
            }
            context = try Self.context(chain, key, signers, files)
            summary = Self.summary(chain)
        }
    }

    private static func certificates(_ bytes: [UInt8], _ path: String) throws(TLSError) -> [NIOSSLCertificate] {
        let remedy = "give a PEM file that begins with -----BEGIN CERTIFICATE-----"
        do {
            let all = try NIOSSLCertificate.fromPEMBytes(bytes)
            if !all.isEmpty { return all }
        } catch {
            throw TLSError(description: "\(path): no certificate can be read from it (\(error)); \(remedy)")
        }
        throw TLSError(description: "\(path): holds no certificate; \(remedy)")
    }

    private static func check(_ chain: [NIOSSLCertificate], _ path: String, _ now: Int64) throws(TLSError) {
        for certificate in chain.prefix(1) {
            let (first, last) = (Int64(certificate.notValidBefore), Int64(certificate.notValidAfter))
            if now > last {
                throw TLSError(
                    description: "\(path): the certificate expired on \(date(last)); renew it, or make one with "
                        + "logcast certificate"
                )
            }
            if now < first {
                throw TLSError(
                    description: "\(path): the certificate is not valid before \(date(first)); set the clock, or give "
                        + "another certificate"
                )
            }
        }
    }

    private static func key(_ bytes: [UInt8], _ path: String) throws(TLSError) -> NIOSSLPrivateKey {
        do {
            return try NIOSSLPrivateKey(bytes: bytes, format: .pem)
        } catch {
            throw TLSError(
                description: "\(path): no key can be read from it; give a PEM file with a private key that has no "
                    + "passphrase"
            )
        }
    }

    private static func context(
        _ chain: [NIOSSLCertificate],
        _ key: NIOSSLPrivateKey,
        _ signers: [NIOSSLCertificate]?,
        _ files: TLSFiles
    ) throws(TLSError) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        // Of TLS 1.2, what HTTP/2 allows (RFC 9113 §9.2.2).
        configuration.cipherSuiteValues = [
            .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
            .TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, .TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        ]
        configuration.applicationProtocols = ["h2", "http/1.1"]
        configuration.shutdownTimeout = Limits.tlsEndTime
        if let signers {
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates(signers)
        }
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw TLSError(
                description: "\(files.key): is not the key of the certificate in \(files.certificate); give the two "
                    + "that were made together"
            )
        } catch {
            throw TLSError(description: "\(files.certificate): cannot be served with: \(error)")
        }
    }

    private static func summary(_ chain: [NIOSSLCertificate]) -> String {
        guard let own = chain.first else { return "" }
        let name = Link.commonName(own) ?? "a certificate without a common name"
        return "\(name), until \(date(Int64(own.notValidAfter)))"
    }

    private static func date(_ secondsSince1970: Int64) -> String { HTTPDate.text(secondsSince1970: secondsSince1970) }
}
