import Foundation
import TestSupport
import Testing

/// The log page in Chromium, through proxies that fail: `Tests/PageTests/browser`.
@Suite(.ownThread) struct PageBrowserTests {
    @Test func `the log page does in a real browser what its scenarios say`() throws {
        guard Tool.exists("chromium"), Tool.exists("python3") else {
            print("skipped: chromium or python3 is not installed")
            return
        }
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let script = tests.appendingPathComponent("PageTests/browser/run").path
        // The script's output is the report; its status is not read, so that a failure shows it.
        let command = "LOGCAST_BINARY=\"$1\" \"$0\" 2>&1; echo \"status $?\""
        let output = try Tool.run(["timeout", "1200", "bash", "-c", command, script, AgentProcess.binary])
        let text = String(decoding: output, as: UTF8.self)
        print(text)
        #expect(text.hasSuffix("status 0\n"))
    }
}
