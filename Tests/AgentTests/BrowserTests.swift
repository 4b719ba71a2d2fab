import Foundation
import TestSupport
import Testing

/// A plain EventSource in Chromium.
@Suite(.ownThread) struct BrowserTests {
    @Test func `an EventSource shows every line exactly once across a kill and a restart of the agent`() throws {
        guard Tool.exists("chromium"), Tool.exists("python3") else {
            print("skipped: chromium or python3 is not installed")
            return
        }
        let directory = try TemporaryDirectory()
        let log = directory.file("app.log")
        let arguments = [
            "--no-journal", "--file", "\(log)=app", "--state", directory.file("state"), "--keep-free", "1M", "--open",
        ]
        func append(_ lines: ClosedRange<Int>) throws {
            let handle = try #require(FileHandle(forWritingAtPath: log))
            try handle.seekToEnd()
            handle.write(Data(lines.map { "line \($0)\n" }.joined().utf8))
            try handle.close()
        }
        try Data().write(to: URL(fileURLWithPath: log))
        try append(1...100)
        let first = try AgentProcess(arguments + ["--listen", "127.0.0.1:0"])
        let port = try #require(first.addresses[0].split(separator: ":").last)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Browser")
        let browser = try Conversation(
            ["python3", script.appendingPathComponent("eventsource.py").path, "\(port)", "/logs/app?n=all"]
        )
        defer { browser.end() }
        let before = browser.lines { $0.count >= 100 }
        #expect(before.count == 100)
        first.kill()
        try append(101...200)
        let second = try AgentProcess(arguments + ["--listen", "127.0.0.1:\(port)"])
        defer { second.kill() }
        try append(201...300)
        let seen = browser.lines { $0.count >= 300 }
        let messages = seen.map { LogQueries.message(Array($0.split(separator: "\t", maxSplits: 1)[1].utf8)) }
        #expect(messages == (1...300).map { "line \($0)" })
        let held = try LogQueries.log("127.0.0.1:\(port)", "/logs/app?n=all&o=sse")
        #expect(seen == held.map { "\($0.id)\t\(String(decoding: $0.data, as: UTF8.self))" })
    }
}
