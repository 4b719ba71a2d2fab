import Foundation
import TestSupport
import Testing

/// What an operator gets wrong is told in one line with the remedy; what writers send is served or bounded.
@Suite(.serialized, .ownThread) struct BadInputTests {
    /// Arguments, and what their error says.
    static let wrong: [(arguments: [String], remedy: String)] = [
        ([], "--open"),
        (["--listen", "0.0.0.0:0"], "--insecure"),
        (["--open", "--url", "logs.example.org"], "https://"),
        (["--open", "--url", "https://x/sub"], "without a path"),
        (["--open", "--socket-units", ","], "--socket-units"),
        (["--open", "--listen", "0.0.0.0:0"], "loopback"),
        (["--open", "--listen", "nonsense"], "HOST:PORT"),
        (["--open", "--heartbeat", "0"], "1 to 3600"),
        (["--open", "--since", "soon"], "accepted are"),
        (["--open", "--max-bytes", "12Q"], "--max-bytes"),
        (["--open", "--max-age", "3 fortnights"], "--max-age"),
        (["--open", "--journal"], "contradicts"),
        (["--open", "--file", "relative.log"], "absolute"),
        (["--socket", ""], "1 to 107 bytes"),
        (["--open", "--frobnicate"], "--frobnicate"),
    ]

    /// The error that the agent ends with.
    private func refusal(_ arguments: [String]) -> String {
        do {
            let agent = try AgentProcess(arguments)
            agent.kill()
            return "it serves"
        } catch let error as AgentProcess.NotServing {
            return error.status == 0 ? "status 0" : error.output
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: wrong)
    func `a wrong argument is an error that says what to do`(_ arguments: [String], remedy: String) throws {
        let directory = try TemporaryDirectory()
        let output = refusal(arguments + ["--no-journal", "--file", "/tmp/x.log", "--state", directory.path])
        #expect(output.contains(remedy))
        #expect(!output.contains("it serves") && !output.contains("status 0"))
    }

    @Test func `nothing to read is an error`() throws {
        #expect(refusal(["--open", "--no-journal", "--state", "/tmp/none"]).contains("--file GLOB"))
    }

    @Test func `a state directory that cannot be written is an error that names it`() throws {
        let directory = try TemporaryDirectory()
        try Data().write(to: URL(fileURLWithPath: directory.file("file")))
        let state = directory.file("file/state")
        let output = refusal([
            "--open", "--listen", "127.0.0.1:0", "--no-journal", "--file", "/tmp/x", "--state", state,
        ])
        #expect(output.contains(state))
    }

    @Test func `a state directory in use is an error that names its owner, and a port in use one that names the port`()
        throws
    {
        let directory = try TemporaryDirectory()
        let inputs = ["--no-journal", "--file", directory.file("x.log"), "--open"]
        let agent = try AgentProcess(inputs + ["--listen", "127.0.0.1:0", "--state", directory.file("state")])
        defer { agent.kill() }
        let second = refusal(inputs + ["--listen", "127.0.0.1:0", "--state", directory.file("state")])
        #expect(second.contains("\(agent.processID)"))
        #expect(second.contains("--state"))
        let address = agent.addresses[0].components(separatedBy: "http://").last ?? ""
        let third = refusal(inputs + ["--listen", address, "--state", directory.file("other")])
        #expect(third.contains(address))
    }

    @Test func `a damaged event log is told and served`() throws {
        let directory = try TemporaryDirectory()
        let log = directory.file("x.log")
        try Data("one\ntwo\n".utf8).write(to: URL(fileURLWithPath: log))
        let client = Client(directory, ["--no-journal", "--file", "\(log)=x"])
        let agent = try client.start()
        try LogQueries.waitForEvents(directory.file("logcast.sock"), count: 2)
        agent.kill()
        let state = directory.file("state")
        let segment = try #require(
            FileManager.default.contentsOfDirectory(atPath: state).first { $0.hasSuffix(".seg") }
        )
        let handle = try #require(FileHandle(forUpdatingAtPath: "\(state)/\(segment)"))
        try handle.seek(toOffset: 100)
        handle.write(Data([0xff, 0xff, 0xff, 0xff]))
        try handle.close()
        let again = try client.start()
        defer { again.kill() }
        #expect(again.output.contains("kept aside"))
        // The positions went with the block, so the lines come again, under new IDs.
        try LogQueries.waitForEvents(directory.file("logcast.sock"), count: 2)
    }

    @Test func `odd lines are served as they are, and a glob's directories and FIFOs are passed over`() throws {
        let directory = try TemporaryDirectory()
        let long = String(repeating: "x", count: 10 << 20)
        let lines: [[UInt8]] = [
            Array("plain".utf8), [], [0x61, 0, 0x62], Array("cr\r".utf8), [0x63, 0xff, 0xfe, 0x64], Array(long.utf8),
            Array("last".utf8),
        ]
        try FileManager.default.createDirectory(
            atPath: directory.file("logs/dir.log"),
            withIntermediateDirectories: true
        )
        mkfifo(directory.file("logs/fifo.log"), 0o600)
        let bytes = lines.map { $0 + [0x0a] }.joined()
        try Data(bytes).write(to: URL(fileURLWithPath: directory.file("logs/odd.log")))
        let client = Client(directory, ["--no-journal", "--file", "\(directory.file("logs/*.log"))=odd"])
        let agent = try client.start()
        defer { agent.kill() }
        let socket = directory.file("logcast.sock")
        try LogQueries.waitForEvents(socket, count: lines.count)
        let events = try LogQueries.json(socket, "/logs/odd?n=all&o=json")
        let messages = events.map { $0["message"] as? String }
        #expect(messages[0] == "plain")
        #expect(messages[1]?.isEmpty == true)
        #expect(messages[3] == "cr\r")
        #expect(messages[5]?.utf8.count == 1 << 20)
        #expect(events[5]["cut"] as? Int == 10 << 20)
        #expect(messages[6] == "last")
        #expect(events.count == lines.count)
        #expect(agent.output.contains("fifo.log") || agent.output.contains("dir.log"))
    }
}
