import Foundation
import TestSupport
import Testing

/// `logcast token` and `logcast login`, as an administrator uses them on the host. For root, whom the socket asks for.
@Suite(.serialized, .ownThread) struct TokenTests {
    private struct Host {
        let directory: TemporaryDirectory
        let agent: AgentProcess
        let socket: String

        init(_ directory: TemporaryDirectory) throws {
            self.directory = directory
            socket = directory.file("s")
            try Data("one\ntwo\n".utf8).write(to: URL(fileURLWithPath: directory.file("web.log")))
            try Data("secret\n".utf8).write(to: URL(fileURLWithPath: directory.file("db.log")))
            agent = try AgentProcess([
                "--no-journal", "--file", directory.file("web.log=web"), "--file", directory.file("db.log=db"),
                "--state", directory.file("state"), "--socket", socket, "--listen", "127.0.0.1:0", "--heartbeat", "1",
            ])
            try LogQueries.waitForEvents(socket, count: 3)
        }

        var address: String { agent.addresses.first { $0.hasPrefix("127.0.0.1:") } ?? "" }

        /// What a command says and how it ends.
        func logcast(_ arguments: [String], as user: [String] = []) throws -> (output: String, status: Int32) {
            let command = user + [AgentProcess.binary] + arguments + ["--socket", socket]
            let quoted = command.map { "'\($0)'" }.joined(separator: " ")
            let output = try Tool.run(["bash", "-c", "\(quoted) 2>&1; echo \"status $?\""])
            let lines = String(decoding: output, as: UTF8.self).split(separator: "\n").map { String($0) }
            let status = lines.last.flatMap { Int32($0.dropFirst(7)) } ?? -1
            return (lines.dropLast().joined(separator: "\n"), status)
        }

        func get(_ path: String, _ token: String) throws -> HTTPConnection {
            try HTTPConnection(address, path: path, headers: ["Authorization": "Bearer \(token)"])
        }
    }

    @Test func `a token reads its units, outlives a restart, and ends with its streams when it is revoked`() throws {
        guard getuid() == 0 else { return }
        let directory = try TemporaryDirectory()
        var host = try Host(directory)
        let (token, status) = try host.logcast(["token", "create", "--name", "ci", "--units", "w*", "--expires", "90d"])
        #expect(status == 0 && token.hasPrefix("lc_") && token.utf8.count == 46)
        #expect(try host.logcast(["token", "create", "--name", "ci"]).status == 1)
        #expect(try HTTPConnection(host.address, path: "/logs").status == 401)
        #expect(String(decoding: try host.get("/logs?o=cat", token).readAll(), as: UTF8.self) == "one\ntwo\n")
        #expect(try host.get("/logs/db", token).status == 403)
        let list = try host.logcast(["token", "list"]).output
        #expect(list.contains("ci") && list.contains("w*") && !list.contains(token.dropFirst(3).prefix(20)))
        let file = directory.file("state/access.json")
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(try !String(contentsOfFile: file, encoding: .utf8).contains(token.dropFirst(3).prefix(20)))
        #expect(host.agent.terminate() == 0)
        host = try Host(directory)
        defer { host.agent.kill() }
        let stream = try host.get("/logs?f&o=sse", token)
        #expect(stream.status == 200)
        #expect(try host.logcast(["token", "revoke", "ci"]).status == 0)
        #expect(String(decoding: stream.readAll(), as: UTF8.self).contains("{\"reason\":\"revoked\"}"))
        #expect(try host.get("/logs", token).status == 401)
        #expect(try host.logcast(["token", "revoke", "ci"]).status == 1)
        // Neither who runs it nor who reads its lines sees a secret.
        let arguments = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(host.agent.processID)/cmdline"))
        let environment = try Data(contentsOf: URL(fileURLWithPath: "/proc/\(host.agent.processID)/environ"))
        for text in [String(decoding: arguments + environment, as: UTF8.self), host.agent.output] {
            #expect(!text.contains(token.dropFirst(3).prefix(20)))
        }
        #expect(host.agent.output.contains("granted GET /logs to token \"ci\", 127.0.0.1"))
    }

    @Test func `a login link lets a browser in, and only root makes one`() throws {
        guard getuid() == 0 else { return }
        let host = try Host(TemporaryDirectory())
        defer { host.agent.kill() }
        let (link, status) = try host.logcast(["login", "--units", "web"])
        #expect(status == 0)
        let parts = link.components(separatedBy: "/login#")
        #expect(parts.count == 2 && parts[0].hasPrefix("http://localhost:") && parts[1].hasPrefix("lc_c_"))
        let answer = try Tool.run([
            "curl", "-s", "-D", "-", "-o", "/dev/null", "-H", "Origin: http://\(host.address)", "--data-urlencode",
            "code=\(parts[1])", "http://\(host.address)/login",
        ])
        #expect(String(decoding: answer, as: UTF8.self).hasPrefix("HTTP/1.1 303"))
        #expect(try host.logcast(["token", "list"]).output.contains("session-"))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: host.socket)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: host.directory.path)
        let other = try host.logcast(["login"], as: ["setpriv", "--reuid", "65534", "--clear-groups"])
        #expect(other.status == 77 && other.output.contains("root"))
        let closed = try Tool.run([
            "bash", "-c", "'\(AgentProcess.binary)' login --socket /nonexistent 2>&1; echo \"status $?\"",
        ])
        let text = String(decoding: closed, as: UTF8.self)
        #expect(text.contains("status 69") && text.contains("is the agent running?"))
    }
}
