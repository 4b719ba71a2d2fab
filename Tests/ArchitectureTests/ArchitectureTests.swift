import Testing

/// The package as it stands.
@Suite struct ArchitectureTests {
    let sources: [SourceFile]
    let tests: [SourceFile]

    private static let package = Result {
        (sources: try SourceFile.all(in: "Sources"), tests: try SourceFile.all(in: "Tests"))
    }

    init() throws {
        (sources, tests) = try Self.package.get()
    }

    @Test func `the files are found`() {
        let targets = Set(sources.map(\.target))
        #expect(targets.isSuperset(of: ["LogModel", "SystemIO", "EventStore", "LogInputs", "StreamServer", "logcast"]))
        #expect(tests.contains { $0.path == "Tests/ArchitectureTests/ArchitectureTests.swift" })
    }

    @Test func `every import stands in the table`() {
        #expect(ArchitectureRules.forbiddenImports(in: sources) == [])
    }

    @Test func `libsystemd is imported by one file`() {
        #expect(ArchitectureRules.spreadImports(in: sources) == [])
        #expect(sources.contains { $0.imports.contains("CSystemd") })
    }

    @Test func `system calls are made in SystemIO alone`() {
        #expect(ArchitectureRules.strayedSystemCalls(in: sources) == [])
    }

    @Test func `no file is longer than 400 lines`() {
        #expect(ArchitectureRules.longFiles(in: sources + tests) == [])
    }

    @Test func `at most three promises are made to the compiler`() {
        #expect(ArchitectureRules.uncheckedPromises(in: sources) == [])
    }

    @Test func `nothing stands in the code that never may`() {
        #expect(ArchitectureRules.forbiddenCode(in: sources + tests) == [])
    }

    @Test func `what is left to do names its condition`() {
        #expect(ArchitectureRules.unconditionalMarks(in: sources + tests) == [])
    }
}
