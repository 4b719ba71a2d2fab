import Foundation
import LogModel
import Testing

@testable import StreamServer

/// The language of `q`, by the table that every parser of it is held to.
struct QueryLanguageTests {
    /// A row of the table: a text, and either its one canonical form or where and how it is refused.
    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let q: String
        let canonical: String?
        let column: Int?
        /// How the sentence about the fault begins.
        let error: String?

        var testDescription: String { q }
    }

    /// `Tests/Fixtures/q-cases.json`.
    static let cases: [Case] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../Fixtures/q-cases.json").standardized
        do {
            return try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
        } catch {
            fatalError("\(file.path): \(error)")
        }
    }()

    static func canonical(_ text: String) throws(QueryFault) -> String {
        var parser = QueryParser(text)
        return try parser.terms().map(\.canonical).joined(separator: " ")
    }

    static func conditions(_ text: String) throws(QueryFault) -> Conditions {
        try QueryLanguage.conditions(text, clock: QueryTests.clock)
    }

    @Test func `the table is there`() {
        #expect(Self.cases.count > 90)
        #expect(Self.cases.allSatisfy { ($0.canonical == nil) == ($0.column != nil && $0.error != nil) })
    }

    @Test(arguments: cases.filter { $0.canonical != nil })
    func `a query has one canonical form, which means the same`(_ row: Case) throws {
        let canonical = try Self.canonical(row.q)
        #expect(canonical == row.canonical)
        #expect(try Self.canonical(canonical) == canonical)
        #expect(try Self.conditions(row.q) == Self.conditions(canonical))
    }

    @Test(arguments: cases.filter { $0.error != nil })
    func `a fault is told with its column and what was expected`(_ row: Case) {
        let fault = #expect(throws: QueryFault.self) { try Self.conditions(row.q) }
        #expect(fault?.column == row.column)
        #expect(fault?.detail.hasPrefix(row.error ?? "?") == true, "\(fault?.detail ?? "")")
    }

    @Test func `a fault of q is a 400 that names q and the column`() {
        let problem = #expect(throws: Problem.self) { try QueryTests.read("q=a+unti:x") }
        #expect(problem?.parameter == "q")
        #expect(
            problem?.detail.hasPrefix("parameter \"q\", column 3: unknown field \"unti\", did you mean unit:") == true
        )
    }

    @Test(arguments: [
        ("unit:a unit:b -u:c", "u=a&u=b&u=!c"), ("id:x -host:y", "t=x&H=!y"), ("prio<=err", "p=0..3"),
        ("prio=err", "p=err..err"), ("prio>warning", "p=5..7"), ("-prio:info..debug", "p=!info..debug"),
        ("prio:crit prio=debug", "p=crit&p=7..7"), ("_PID:12 _PID=13 X:a", "_PID=12&_PID=13&X=a"),
        ("facility:kern -facility:cron", "facility=kern&facility=!cron"), ("uid:0 k:1", "uid=0&k"),
        ("boot:-1 -boot:0", "b=-1&b=!0"), ("since:-10m until:now", "since=-10m&until=now"),
    ])
    func `a field means what the parameter of its name means`(language: String, parameters: String) throws {
        #expect(try Self.conditions(language) == QueryTests.read(parameters).conditions)
    }

    @Test func `text is literal, in any case unless it has a capital, and excluded by a mark`() throws {
        #expect(
            try Self.conditions(#"Foo -"b.r" /x[A-Z]/ -/y/"#).patterns == [
                TextPattern("Foo", isLiteral: true, ignoresCase: false),
                TextPattern("b.r", isLiteral: true, ignoresCase: true, isExcluded: true),
                TextPattern("x[A-Z]", isLiteral: false, ignoresCase: false),
                TextPattern("y", isLiteral: false, ignoresCase: true, isExcluded: true),
            ]
        )
    }

    @Test func `q and the parameters must both hold`() throws {
        let query = try QueryTests.read("u=a&q=unit:b+prio<=warning&p=err..notice&since=-1h&X=1")
        let filter = try #require(LogRequest(query, unit: nil, accept: AcceptHeader(nil))).filter
        #expect(filter.units == [UnitSelection(parameters: ["a"]), UnitSelection(parameters: ["b"])])
        #expect(filter.priorities == PrioritySet(text: "warning..err"))
        #expect(filter.fields == [FieldCondition("X", included: [.bytes(Array("1".utf8))])])
    }

    @Test func `terms and their length are bounded`() {
        let many = Array(repeating: "x", count: Limits.languageTerms + 1).joined(separator: " ")
        #expect(throws: QueryFault.self) { try Self.conditions(many) }
        #expect(throws: QueryFault.self) { try Self.conditions(String(repeating: "x", count: Limits.patternBytes + 1)) }
        let long = String(repeating: "x", count: Limits.languageBytes + 1)
        #expect(throws: Problem.self) { try QueryTests.read("q=\(long)") }
        let patterns = Array(repeating: "x", count: Limits.patterns).joined(separator: "+")
        #expect(throws: Never.self) { try QueryTests.read("q=\(patterns)") }
        #expect(throws: Problem.self) { try QueryTests.read("q=\(patterns)&g=y") }
    }
}
