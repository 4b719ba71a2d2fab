import Foundation
import Glibc
import TestSupport
import Testing

/// The agent with a certificate: at its start, under its streams, and made by itself.
@Suite(.serialized, .ownThread) struct TLSAgentTests {
    /// A log file and an agent that serves it over TLS.
    private final class Scene {
        let directory: TemporaryDirectory
        let certificate: TestCertificate
        let log: FileHandle
        let agent: AgentProcess
        var port: String { agent.addresses[0].split(separator: ":").last.map { String($0) } ?? "" }
        private var lines = 0

        init() throws {
            directory = try TemporaryDirectory()
            certificate = try TestCertificate(in: directory, name: "first")
            try Data().write(to: URL(filePath: directory.file("app.log")))
            log = try #require(FileHandle(forWritingAtPath: directory.file("app.log")))
            agent = try AgentProcess([
                "--no-journal", "--file", "\(directory.file("app.log"))=app", "--state", directory.file("state"),
                "--keep-free", "1M", "--open", "--listen", "127.0.0.1:0", "--tls-certificate", certificate.certificate,
                "--tls-key", certificate.key,
            ])
        }

        func append(_ count: Int) {
            log.write(Data((lines..<lines + count).map { "line \($0 + 1)\n" }.joined().utf8))
            lines += count
        }

        /// The common name of the certificate that a new connection gets.
        func served() throws -> String {
            let text = try Tool.run(["openssl", "s_client", "-connect", "127.0.0.1:\(port)"], input: "")
            return String(decoding: text, as: UTF8.self).firstMatch(of: /subject=CN = (\w+)/).map { String($0.1) } ?? ""
        }
    }

    @Test func `a certificate is replaced under 1000 streams, and none of them loses a line`() throws {
        let scene = try Scene()
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transport/streams.py").path
        let copy = scene.directory.file("trusted.crt")
        try FileManager.default.copyItem(atPath: scene.certificate.certificate, toPath: copy)
        let readers = try Conversation(["python3", script, scene.port, copy, "1000"])
        #expect(readers.lines { $0.contains("ready") }.contains("ready"))
        scene.append(50)
        // As certbot would, and told.
        try scene.certificate.replace(by: TestCertificate(in: scene.directory, name: "second"))
        kill(scene.agent.processID, SIGHUP)
        #expect(scene.agent.line(containing: "the certificate of second, until") != nil)
        #expect(try scene.served() == "second")
        scene.append(50)
        // A pair that does not fit, found by itself: the one in force stays.
        let third = try TestCertificate(in: scene.directory, name: "third")
        try Data(contentsOf: URL(filePath: third.key)).write(to: URL(filePath: scene.certificate.key))
        let told = scene.agent.line(containing: "the certificate in force stays")
        #expect(told?.contains("is not the key of the certificate") == true)
        #expect(try scene.served() == "second")
        scene.append(50)
        try scene.certificate.replace(by: third)
        #expect(scene.agent.line(containing: "the certificate of third, until") != nil)
        #expect(try scene.served() == "third")
        scene.append(50)
        scene.log.write(Data("end\n".utf8))
        let result = readers.lines { lines in lines.contains { $0.hasSuffix(" 1000") } }
        #expect(result.last == "exact 1000", "\(result)")
        readers.end()
        #expect(scene.agent.output.components(separatedBy: "stays").count == 2, "told once")
        #expect(scene.agent.terminate() == 0)
    }

    @Test func `a wrong pair is an error at the start that says what to do`() throws {
        let directory = try TemporaryDirectory()
        let (one, other) = (
            try TestCertificate(in: directory, name: "one"), try TestCertificate(in: directory, name: "other")
        )
        let expired = try TestCertificate(in: directory, name: "expired", days: -1)
        for (arguments, reason) in [
            (["--tls-certificate", one.certificate], "give --tls-certificate FILE and --tls-key FILE"),
            (["--tls-client-ca", one.certificate], "give --tls-certificate FILE and --tls-key FILE"),
            (["--tls-certificate", "/none", "--tls-key", one.key], "/none: open: No such file"),
            (["--tls-certificate", one.certificate, "--tls-key", other.key], "is not the key of the certificate"),
            (["--tls-certificate", expired.certificate, "--tls-key", expired.key], "expired on"),
        ] {
            let error = #expect(throws: AgentProcess.NotServing.self) {
                try AgentProcess(
                    ["--open", "--listen", "127.0.0.1:0", "--no-journal", "--file", "/x", "--state", directory.path]
                        + arguments
                )
            }
            #expect(error?.status != 0)
            #expect(error?.output.contains(reason) == true, "\(error?.output ?? "")")
        }
    }

    @Test func `the credentials of the service are its certificate`() throws {
        let directory = try TemporaryDirectory()
        let pair = try TestCertificate(in: directory, name: "handed")
        try FileManager.default.copyItem(atPath: pair.certificate, toPath: directory.file("tls-certificate"))
        try FileManager.default.copyItem(atPath: pair.key, toPath: directory.file("tls-key"))
        let agent = try AgentProcess(
            [
                "--open", "--listen", "127.0.0.1:0", "--no-journal", "--file", directory.file("x.log"), "--state",
                directory.file("state"), "--keep-free", "1M",
            ],
            environment: ["CREDENTIALS_DIRECTORY": directory.path]
        )
        let url = "https://\(agent.addresses[0])/healthz"
        #expect(try Tool.run(["curl", "-sS", "--cacert", pair.certificate, url]) == Data("ok\n".utf8))
        agent.kill()
    }

    @Test func `logcast certificate makes a pair that openssl and curl take, and never overwrites one`() throws {
        let directory = try TemporaryDirectory()
        let command = [
            AgentProcess.binary, "certificate", "--host", "logs.lan", "--host", "127.0.0.1", "--host", "::1", "--out",
            directory.path,
        ]
        let said = String(decoding: try Tool.run(command), as: UTF8.self)
        let (certificate, key) = (directory.file("tls-certificate"), directory.file("tls-key"))
        let text = String(
            decoding: try Tool.run([
                "openssl", "x509", "-in", certificate, "-noout", "-text", "-fingerprint", "-sha256",
            ]),
            as: UTF8.self
        )
        for part in [
            "Version: 3", "ecdsa-with-SHA256", "NIST CURVE: P-256", "Subject: CN = logs.lan", "CA:FALSE",
            "DNS:logs.lan, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1", "TLS Web Server Authentication",
            "Digital Signature",
        ] { #expect(text.contains(part), "\(part)") }
        let fingerprint = try #require(text.firstMatch(of: /sha256 Fingerprint=([0-9A-F:]+)/)).1
        #expect(said.contains(fingerprint))
        let mode = try FileManager.default.attributesOfItem(atPath: key)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(throws: Tool.Failed.self) { try Tool.run(command) }
        let agent = try AgentProcess([
            "--open", "--listen", "127.0.0.1:0", "--no-journal", "--file", directory.file("x.log"), "--state",
            directory.file("state"), "--keep-free", "1M", "--tls-certificate", certificate, "--tls-key", key,
        ])
        let url = "https://\(agent.addresses[0])/healthz"
        #expect(try Tool.run(["curl", "-sS", "--cacert", certificate, url]) == Data("ok\n".utf8))
        agent.kill()
    }
}
