import Foundation
import TestSupport
import Testing

/// The page's modules, held to their tests by node and to their types by TypeScript, as Debian 12 has both.
@Suite(.ownThread) struct PageModulesTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("PageTests")

    @Test func `the page's modules pass their tests`() throws {
        guard Tool.exists("node") else {
            print("skipped: node is not installed")
            return
        }
        let modules = Self.folder.appendingPathComponent("modules").path
        let names = try FileManager.default.contentsOfDirectory(atPath: modules).filter { $0.hasSuffix(".test.mjs") }
        #expect(!names.isEmpty)
        let text = try output(["node", "--test"] + names.sorted().map { "\(modules)/\($0)" })
        // The summary, in the words of TAP and of the reporter for people.
        let summary = text.matches(of: /(?m)^(?:#|ℹ) ((?:tests|pass|fail|skipped) \d+)$/).map { $0.1 }
        print("node --test: \(summary.joined(separator: ", "))")
        #expect(text.hasSuffix("status 0\n"), "\(text.suffix(8000))")
    }

    @Test func `the page's modules have the types that they say`() throws {
        guard Tool.exists("tsc") else {
            print("skipped: tsc is not installed")
            return
        }
        let text = try output(["tsc", "-p", Self.folder.appendingPathComponent("tsconfig.json").path])
        #expect(text == "status 0\n", "\(text.prefix(8000))")
    }

    /// What a command wrote, and its status, which is read from there so that a failure shows all.
    private func output(_ command: [String]) throws -> String {
        let script = "\"$0\" \"$@\" 2>&1; echo \"status $?\""
        return String(decoding: try Tool.run(["timeout", "900", "bash", "-c", script] + command), as: UTF8.self)
    }
}
