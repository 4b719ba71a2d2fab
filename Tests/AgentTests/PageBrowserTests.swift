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
        let directory = try TemporaryDirectory()
        let report = directory.file("report")
        // Into a file: one that outlives the script and holds its output would hold up a reader of a pipe.
        let command = "LOGCAST_BINARY=\"$1\" timeout -k 20 1200 \"$0\" >\"$2\" 2>&1; echo \"status $?\""
        let status = try Tool.run(["bash", "-c", command, script, AgentProcess.binary, report])
        print(try String(contentsOfFile: report, encoding: .utf8))
        #expect(String(decoding: status, as: UTF8.self) == "status 0\n")
    }
}
