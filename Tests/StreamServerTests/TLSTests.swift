import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// TLS, with curl as the client.
@Suite(.ownThread) struct TLSTests {
    private static let seconds = ServerFixture.time.microseconds / 1_000_000
    /// These certificates are made today, whatever the server's clock says.
    private static let today: @Sendable () -> Timestamp = {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }

    private static func server(
        _ directory: TemporaryDirectory,
        clientCA: String? = nil,
        access: AccessConfiguration = AccessConfiguration(isOpen: true)
    ) async throws -> (ServerFixture, TestCertificate) {
        let certificate = try TestCertificate(in: directory, name: "server")
        let files = TLSFiles(certificate: certificate.certificate, key: certificate.key, clientCA: clientCA)
        return (try await ServerFixture(now: today, tls: files, access: access), certificate)
    }

    private static func curl(_ arguments: [String]) throws -> String {
        String(decoding: try Tool.run(["curl", "-sS", "--max-time", "30"] + arguments), as: UTF8.self)
    }

    @Test(arguments: [
        (["--http2"], "2 a\n"), (["--http1.1"], "1.1 a\n"), (["--http2", "--tls-max", "1.2"], "2 a\n"),
        (["--http1.0"], "1 a\n"), (["--no-alpn"], "1.1 a\n"), (["--no-alpn", "--http2-prior-knowledge"], "2 a\n"),
    ])
    func `TLS serves the version that is negotiated`(options: [String], expected: String) async throws {
        let directory = try TemporaryDirectory()
        let (fixture, certificate) = try await Self.server(directory)
        fixture.append([TestEvent("a")])
        let text = try Self.curl(
            options + [
                "--cacert", certificate.certificate, "https://\(fixture.address)/logs?o=cat", "-w", "%{http_version}",
            ]
        )
        #expect("\(text.suffix(from: text.index(text.startIndex, offsetBy: 2))) \(text.prefix(2))" == expected)
        await fixture.close()
    }

    @Test func `TLS 1-1 is refused, and the Unix socket has no TLS`() async throws {
        let directory = try TemporaryDirectory()
        let (fixture, certificate) = try await Self.server(directory)
        #expect(throws: Tool.Failed.self) {
            try Self.curl([
                "--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", "--cacert", certificate.certificate,
                "https://\(fixture.address)/help",
            ])
        }
        #expect(try HTTPConnection(fixture.socket, path: "/help").status == 200)
        await fixture.close()
    }

    @Test func `plain HTTP to the port of TLS is told so in plain HTTP`() async throws {
        let directory = try TemporaryDirectory()
        let (fixture, _) = try await Self.server(directory)
        let answer = try fixture.get("/logs")
        #expect(answer.status == 400)
        #expect(String(decoding: answer.readAll(), as: UTF8.self).contains("use https://"))
        await fixture.close()
    }

    @Test func `a client's certificate names it if it is signed by the authority, and none is needed`() async throws {
        let directory = try TemporaryDirectory()
        let authority = try TestCertificate(in: directory, name: "authority")
        let known = try TestCertificate(in: directory, name: "alice", signedBy: authority)
        let stranger = try TestCertificate(in: directory, name: "mallory")
        let (fixture, certificate) = try await Self.server(directory, clientCA: authority.certificate)
        let url = ["--cacert", certificate.certificate, "https://\(fixture.address)/healthz"]
        #expect(try Self.curl(url) == "ok\n")
        #expect(try Self.curl(["--cert", known.certificate, "--key", known.key] + url) == "ok\n")
        #expect(throws: Tool.Failed.self) {
            try Self.curl(["--cert", stranger.certificate, "--key", stranger.key] + url)
        }
        await fixture.close()
    }

    @Test(arguments: ["--http1.1", "--http2"])
    func `a client's certificate gives what its name was granted, until that is revoked`(version: String) async throws {
        let directory = try TemporaryDirectory()
        let authority = try TestCertificate(in: directory, name: "authority")
        let named = try TestCertificate(in: directory, name: "alice", signedBy: authority)
        let unnamed = try TestCertificate(in: directory, name: "bob", signedBy: authority)
        let (fixture, certificate) = try await Self.server(
            directory,
            clientCA: authority.certificate,
            access: AccessConfiguration()
        )
        _ = try fixture.credential("alice", ["web"], kind: .certificate)
        fixture.append([TestEvent("mine", unit: "web.service"), TestEvent("other's", unit: "db.service")])
        func get(_ path: String, _ client: TestCertificate?) throws -> String {
            let shown = client.map { ["--cert", $0.certificate, "--key", $0.key] } ?? []
            let server = ["--cacert", certificate.certificate, "https://\(fixture.address)\(path)"]
            return try Self.curl([version, "-w", "%{http_code}"] + shown + server)
        }
        #expect(try get("/logs?o=cat", named) == "mine\n200")
        #expect(try get("/whoami", named).contains(#""name":"alice","kind":"certificate","units":["web"]"#))
        #expect(try get("/logs/db", named).hasSuffix("403"))
        #expect(try get("/logs?o=cat", unnamed).hasSuffix("401"))
        #expect(try get("/logs?o=cat", nil).hasSuffix("401"))
        try fixture.context.access.store.revoke("alice")
        #expect(try get("/logs?o=cat", named).hasSuffix("401"))
        await fixture.close()
    }

    // MARK: Files

    @Test func `what cannot be served with is told in a sentence that says what to do`() throws {
        let directory = try TemporaryDirectory()
        let good = try TestCertificate(in: directory, name: "good")
        let other = try TestCertificate(in: directory, name: "other")
        let expired = try TestCertificate(in: directory, name: "expired", days: -1)
        let text = directory.file("text")
        try Data("no PEM\n".utf8).write(to: URL(filePath: text))
        let now = Int64(Date().timeIntervalSince1970)
        for (certificate, key, clientCA, reason) in [
            (directory.file("none"), good.key, nil, "none: open: No such file or directory"),
            (good.certificate, directory.file("none"), nil, "none: open: No such file or directory"),
            (good.certificate, good.key, directory.file("none"), "none: open: No such file or directory"),
            (text, good.key, nil, "text: no certificate can be read from it"),
            (good.key, good.key, nil, "good.key: no certificate can be read from it"),
            (good.certificate, text, nil, "text: no key can be read from it; give a PEM file"),
            (good.certificate, good.certificate, nil, "good.crt: no key can be read from it; give a PEM file"),
            (good.certificate, other.key, nil, "other.key: is not the key of the certificate in"),
            (expired.certificate, expired.key, nil, "the certificate expired on"),
            (good.certificate, good.key, text, "text: no certificate can be read from it"),
        ] as [(String, String, String?, String)] {
            let files = TLSFiles(certificate: certificate, key: key, clientCA: clientCA)
            let error = #expect(throws: TLSError.self) { try files.check(secondsSince1970: now) }
            #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
        }
        let files = TLSFiles(certificate: good.certificate, key: good.key)
        try files.check(secondsSince1970: now)
        let error = #expect(throws: TLSError.self) { try files.check(secondsSince1970: now - 86_400) }
        #expect(error?.description.contains("not valid before") == true)
    }

    @Test func `a new pair is taken when two looks have found it, a bad one is told of once and the old one stays`()
        throws
    {
        let directory = try TemporaryDirectory()
        let certificate = try TestCertificate(in: directory, name: "first")
        let files = TLSFiles(certificate: certificate.certificate, key: certificate.key)
        let source = try TLSSource(files) { Int64(Date().timeIntervalSince1970) }
        let first = source.context
        #expect(source.look(isAsked: false) == .unchanged)
        #expect(source.look(isAsked: true) == .unchanged)
        try certificate.replace(by: TestCertificate(in: directory, name: "second"))
        #expect(source.look(isAsked: false) == .unchanged, "it may be half replaced")
        guard case .replaced(let summary) = source.look(isAsked: false) else { throw Failure() }
        #expect(summary.hasPrefix("second, until "))
        #expect(source.context !== first)
        let second = source.context
        try Data("broken".utf8).write(to: URL(filePath: certificate.key))
        #expect(source.look(isAsked: false) == .unchanged)
        guard case .kept(let error) = source.look(isAsked: false) else { throw Failure() }
        #expect(error.description.contains("no key can be read"))
        #expect(source.look(isAsked: false) == .unchanged, "told once")
        guard case .kept = source.look(isAsked: true) else { throw Failure() }
        #expect(source.context === second)
        try certificate.replace(by: TestCertificate(in: directory, name: "third"))
        guard case .replaced = source.look(isAsked: true) else { throw Failure() }
    }

    private struct Failure: Error {}
}
