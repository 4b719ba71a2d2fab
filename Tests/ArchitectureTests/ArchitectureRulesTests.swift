import Testing

/// The rules catch what they are for: planted violations in literal source text.
@Suite struct ArchitectureRulesTests {
    private func file(_ path: String, _ source: String) -> SourceFile { SourceFile(path: path, source: source) }

    @Test(arguments: [
        ("import Foundation", ["Foundation"]),
        ("public import NIOCore", ["NIOCore"]),
        ("@preconcurrency internal import Glibc", ["Glibc"]),
        ("@testable import EventStore", ["EventStore"]),
        ("@_spi(Testing) import EventStore", ["EventStore"]),
        ("import struct Foundation.Date", ["Foundation"]),
        ("import Darwin.C.math", ["Darwin"]),
        ("    import CZstd // the codec", ["CZstd"]),
        ("import A; import B", ["A", "B"]),
        ("#if os(Linux)\nimport Glibc\n#endif", ["Glibc"]),
        ("// import Foundation", []),
        ("/* import A\n/* import B */\nimport C */", []),
        ("let text = \"import Foundation\"", []),
        ("let text = \"\"\"\nimport Foundation\n\"\"\"", []),
        ("let text = #\"\"\"\n\"import Foundation\n\"\"\"#", []),
        ("let important = 1", []),
    ])
    func `an import is found in every form, and nothing else is`(source: String, modules: [String]) {
        #expect(file("Sources/LogModel/A.swift", source).imports == modules)
    }

    @Test(arguments: [
        ("LogModel", "Foundation"), ("LogModel", "Synchronization"), ("SystemIO", "LogModel"),
        ("EventStore", "LogInputs"), ("EventStore", "Glibc"), ("LogInputs", "EventStore"), ("LogInputs", "CZstd"),
        ("StreamServer", "LogInputs"), ("StreamServer", "CSystemd"), ("logcast", "NIOCore"), ("TextSearch", "Glibc"),
        ("EventStore", "Foundation"), ("EventStore", "logcast"), ("logcast", "Foundation"),
    ])
    func `an import outside the table is a violation`(target: String, module: String) {
        let planted = file("Sources/\(target)/A.swift", "import \(module)\n")
        #expect(
            ArchitectureRules.forbiddenImports(in: [planted])
                == ["Sources/\(target)/A.swift: \(target) may not import \(module)"]
        )
    }

    @Test func `an import in the table is none`() {
        let fine = [file("Sources/LogInputs/A.swift", "import CSystemd\npublic import LogModel\n")]
        #expect(ArchitectureRules.forbiddenImports(in: fine) == [])
    }

    @Test func `a target without a row is a violation`() {
        #expect(ArchitectureRules.forbiddenImports(in: [file("Sources/Common/A.swift", "")]).count == 1)
    }

    @Test func `libsystemd in a second file is a violation`() {
        let first = file("Sources/LogInputs/A.swift", "import CSystemd\n")
        let second = file("Sources/LogInputs/B.swift", "private import CSystemd\n")
        #expect(ArchitectureRules.spreadImports(in: [first]) == [])
        #expect(ArchitectureRules.spreadImports(in: [first, second]).count == 1)
    }

    @Test func `a system call outside SystemIO is a violation`() {
        let call = "let file = try FileDescriptor.open(path, .readOnly)\n"
        #expect(ArchitectureRules.strayedSystemCalls(in: [file("Sources/EventStore/A.swift", call)]).count == 1)
        #expect(ArchitectureRules.strayedSystemCalls(in: [file("Sources/SystemIO/A.swift", call)]) == [])
    }

    @Test(arguments: [(400, 0), (401, 1)])
    func `a file of more than 400 lines is a violation`(lines: Int, violations: Int) {
        let long = file("Tests/EventStoreTests/A.swift", String(repeating: "\n", count: lines))
        #expect(ArchitectureRules.longFiles(in: [long]).count == violations)
    }

    @Test func `a fourth promise is a violation, one in a comment is not`() {
        let three = """
            struct A: @unchecked Sendable {}
            nonisolated(unsafe) var b = 1
            // a fourth @unchecked Sendable
            struct C: @unchecked Sendable {}
            """
        #expect(ArchitectureRules.uncheckedPromises(in: [file("Sources/SystemIO/A.swift", three)]) == [])
        let four = file("Sources/SystemIO/B.swift", three + "\nstruct D: @unchecked Sendable {}\n")
        #expect(ArchitectureRules.uncheckedPromises(in: [four]).count == 4)
    }

    @Test(arguments: [
        ("let a = try! b()", 1), ("let a = \"\\(try! b())\"", 1), ("Task.detached {}", 1),
        ("// try! here", 0), ("let a = \"try!\"", 0), ("func `try! is caught`() {}", 0), ("let a = try b()", 0),
    ])
    func `forbidden code is found in code alone`(source: String, violations: Int) {
        #expect(ArchitectureRules.forbiddenCode(in: [file("Tests/A/A.swift", source)]).count == violations)
    }

    @Test(arguments: [
        ("// TODO: later", 1), ("/// TODO later", 1), ("/* FIXME */", 1), ("// TODO(): now", 1),
        ("// TODO(when zstd is in): compress", 0), ("let a = \"TODO: later\"", 0), ("// the method", 0),
    ])
    func `a mark without a condition is a violation`(source: String, violations: Int) {
        #expect(ArchitectureRules.unconditionalMarks(in: [file("Sources/A/A.swift", source)]).count == violations)
    }

    @Test func `lines stay in step through comments and literals`() {
        let source = "/* a\n b */\nlet c = \"\"\"\n d \\(\n e) \"\"\"\n// f\nlet g = 1"
        let text = SourceText(source)
        #expect(text.code.count == 7)
        #expect(text.comments.count == 7)
        #expect(text.code[6] == "let g = 1")
        #expect(text.comments[5] == "// f")
    }
}
