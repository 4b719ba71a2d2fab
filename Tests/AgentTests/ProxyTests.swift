import Foundation
import TestSupport
import Testing

/// The configurations of docs/proxies.md, as they stand there but for names, ports and files, before the agent.
@Suite(.serialized, .ownThread) struct ProxyTests {
    enum Proxy: String, CaseIterable {
        case nginx
        case caddy
        case haproxy

        /// The command in the foreground.
        func command(_ file: String) -> [String] {
            switch self {
            case .nginx: ["nginx", "-c", file, "-e", "\(file).err"]
            case .caddy: ["env", "HOME=/nonexistent", "caddy", "run", "--adapter", "caddyfile", "--config", file]
            case .haproxy: ["haproxy", "-db", "-f", file]
            }
        }

        /// What a whole configuration has around the part that the document shows.
        func whole(_ part: String, _ directory: String) -> String {
            switch self {
            case .nginx:
                """
                daemon off; pid \(directory)/pid; error_log \(directory)/error.log; \(geteuid() == 0 ? "user root;" : "")
                events { worker_connections 256; }
                http {
                    access_log off; client_body_temp_path \(directory)/b; proxy_temp_path \(directory)/p;
                    fastcgi_temp_path \(directory)/f; uwsgi_temp_path \(directory)/u; scgi_temp_path \(directory)/s;
                    \(part)
                }
                """
            case .caddy: "{\n admin off\n auto_https off\n}\n\(part)"
            case .haproxy: part
            }
        }
    }

    /// The block of the document in this language.
    private static func documented(_ proxy: Proxy) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/proxies.md"), encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```\(proxy.rawValue)\n").dropFirst().first)
        return try #require(block.components(separatedBy: "```").first)
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> String {
        let script = "import socket; s=socket.socket(); s.bind(('127.0.0.1',0)); print(s.getsockname()[1])"
        return String(decoding: try Tool.run(["python3", "-c", script]), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test(arguments: Proxy.allCases)
    func `through each documented proxy a line comes at once, over HTTP 2, and a stream resumes`(proxy: Proxy) throws {
        guard Tool.exists(proxy.rawValue) || FileManager.default.isExecutableFile(atPath: "/usr/sbin/\(proxy)") else {
            print("skipped: \(proxy) is not installed")
            return
        }
        let directory = try TemporaryDirectory()
        let log = directory.file("app.log")
        try Data().write(to: URL(filePath: log))
        let agent = try AgentProcess([
            "--no-journal", "--file", "\(log)=app", "--state", directory.file("state"), "--keep-free", "1M", "--open",
            "--listen", "127.0.0.1:0",
        ])
        defer { agent.kill() }
        let port = try Self.freePort()
        let server = try start(proxy, directory, agent: agent.addresses[0], port: port)
        defer { server.end() }
        let curl = ["curl", "-sSN", "--insecure", "--retry", "20", "--retry-connrefused", "--retry-delay", "1"]
        let url = "https://localhost:\(port)/logs/app?f&o=sse"
        let health = try Tool.run(curl + ["https://localhost:\(port)/healthz", "-w", "%{http_version}"])
        #expect(health == Data("ok\n2".utf8))
        let stream = try Conversation(curl + ["\(url)&n=0"])
        _ = stream.lines { $0.contains { $0.hasPrefix("event: caught-up") } }
        let handle = try #require(FileHandle(forWritingAtPath: log))
        for number in 1...5 {
            handle.write(Data("line \(number)\n".utf8))
            let lines = stream.lines { $0.contains { $0.contains("line \(number)\"") } }
            #expect(lines.contains { $0.contains("line \(number)\"") }, "each before the next is written")
        }
        let ids = stream.lines { _ in true }.filter { $0.hasPrefix("id: ") }
        stream.abandon()
        let last = try #require(ids.dropLast().last?.dropFirst(4))
        let resumed = try Conversation(curl + ["-H", "Last-Event-ID: \(last)", url])
        let lines = resumed.lines { $0.contains { $0.hasPrefix("event: caught-up") } }
        resumed.abandon()
        let messages = lines.filter { $0.hasPrefix("data: ") && $0.contains("\"message\"") }
        #expect(messages.count == 1 && messages[0].contains("line 5\""))
    }

    private func start(
        _ proxy: Proxy,
        _ directory: TemporaryDirectory,
        agent: String,
        port: String
    ) throws -> BackgroundCommand {
        let pair = try TestCertificate(in: directory, name: "proxy")
        let both = directory.file("logs.pem")
        try (Data(contentsOf: URL(filePath: pair.certificate)) + Data(contentsOf: URL(filePath: pair.key)))
            .write(to: URL(filePath: both))
        let part = try Self.documented(proxy)
            .replacing("127.0.0.1:8514", with: agent)
            .replacing("listen 443", with: "listen 127.0.0.1:\(port)")
            .replacing("bind :443", with: "bind 127.0.0.1:\(port)")
            .replacing("logs.example.org {", with: "https://localhost:\(port) {")
            .replacing("/etc/ssl/logs.crt", with: pair.certificate)
            .replacing("/etc/ssl/logs.key", with: pair.key)
            .replacing("/etc/ssl/logs.pem", with: both)
        let file = directory.file("config")
        try Data("\(proxy.whole(part, directory.path))\n".utf8).write(to: URL(filePath: file))
        return try BackgroundCommand(proxy.command(file))
    }
}
