import LogModel
import Testing

@Suite struct FieldConditionTests {
    private func columns() -> EventColumns {
        var columns = EventColumns()
        let shell = Origin(input: "journal", fields: [Field("_COMM", "sh"), Field("SYSLOG_IDENTIFIER", "cron")])
        let twice = Origin(input: "journal", fields: [Field("_COMM", "web"), Field("_COMM", "db")])
        let file = Origin(input: "file:/x", fields: [Field("_HOSTNAME", "web1")], units: ["x"])
        let origins = [shell, twice, file, Origin(input: "journal")].map { columns.addOrigin($0) }
        append("one", ["TAG=a", "_SOURCE_REALTIME_TIMESTAMP=5"], 6, origins[0], &columns)
        append("two", ["TAG=b", "TAG=a"], 3, origins[1], &columns)
        append(nil, ["TAGS=a", "PRIORITY=9"], nil, origins[1], &columns)
        append("", [], 6, origins[2], &columns)
        columns.append(gap: Gap(reason: .vacuumed), time: Timestamp(microseconds: 4), origin: origins[3])
        columns.append(gap: Gap(reason: .truncated), time: Timestamp(microseconds: 5), origin: origins[2])
        return columns
    }

    private func append(
        _ message: String?,
        _ own: [String],
        _ priority: UInt8?,
        _ origin: UInt32,
        _ columns: inout EventColumns
    ) {
        let fields = own.flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) }
        fields.withUnsafeBytes { fields in
            Array((message ?? "").utf8 + [0]).withUnsafeBytes { bytes in
                columns.append(
                    time: Timestamp(microseconds: 1),
                    origin: origin,
                    kind: .init(priority: priority.flatMap { Priority(rawValue: $0) }),
                    message: message == nil ? nil : UnsafeRawBufferPointer(rebasing: bytes.dropLast()),
                    ownFields: fields
                )
            }
        }
    }

    private func matches(_ conditions: FieldCondition...) -> [Int] {
        var filter = EventFilter()
        filter.fields = conditions
        return filter.matches(in: columns(), range: 0..<6)
    }

    private static func values(_ texts: [String]) -> [FieldCondition.Value] { texts.map { .bytes(Array($0.utf8)) } }

    /// A field, what it must be, what it must not be, and the events that pass; 4 and 5 are gaps.
    static let table: [(name: String, included: [String], excluded: [String], passing: [Int])] = [
        ("_COMM", ["sh"], [], [0, 4]),
        ("_COMM", ["db"], [], [1, 2, 4]),
        ("_COMM", ["sh", "web"], [], [0, 1, 2, 4]),
        ("_COMM", [], ["web"], [0, 3, 4, 5]),
        ("_COMM", ["db"], ["web"], [4]),
        ("_HOSTNAME", ["web1"], [], [3, 4, 5]),
        ("_HOSTNAME", [], ["web1"], [0, 1, 2, 4]),
        ("SYSLOG_IDENTIFIER", ["cron"], [], [0, 4]),
        ("TAG", ["a"], [], [0, 1, 4, 5]),
        ("TAG", ["b"], [], [1, 4, 5]),
        ("TAG", [], ["b"], [0, 2, 3, 4, 5]),
        ("TAG", [""], [], [4, 5]),
        ("TAGS", ["a"], [], [2, 4, 5]),
        ("TA", ["G=a"], [], [4, 5]),
        ("_SOURCE_REALTIME_TIMESTAMP", ["5"], [], [0, 4, 5]),
        ("MESSAGE", ["two"], [], [1, 4, 5]),
        ("MESSAGE", [""], [], [3, 4, 5]),
        ("MESSAGE", [], ["two"], [0, 2, 3, 4, 5]),
        ("PRIORITY", ["6"], [], [0, 3, 4, 5]),
        ("PRIORITY", ["9"], [], [2, 4, 5]),
        ("PRIORITY", ["06"], [], [4, 5]),
    ]

    @Test(arguments: table)
    func `a field is compared wherever it stands, and gaps pass whose input may have held it`(
        name: String,
        included: [String],
        excluded: [String],
        passing: [Int]
    ) {
        #expect(
            matches(FieldCondition(name, included: Self.values(included), excluded: Self.values(excluded))) == passing
        )
    }

    @Test func `different fields must all hold`() {
        let tag = FieldCondition("TAG", included: Self.values(["a"]))
        #expect(matches(tag, FieldCondition("_COMM", included: Self.values(["web"]))) == [1, 4])
        #expect(matches(tag, FieldCondition("PRIORITY", included: Self.values(["6"]))) == [0, 4, 5])
    }

    @Test func `a name is a glob where it holds a sign of one`() {
        #expect(matches(FieldCondition("_COMM", parameters: ["s*"])) == [0, 4])
        #expect(matches(FieldCondition("_COMM", parameters: ["!s*"])) == [1, 2, 3, 4, 5])
        #expect(matches(FieldCondition("_COMM", parameters: ["*", "!d?"])) == [0, 4])
        #expect(matches(FieldCondition("TAG", parameters: ["[a]"])) == [0, 1, 4, 5])
    }

    @Test func `a range is examined alone, and an own field that is cut ends them`() {
        var filter = EventFilter()
        filter.fields = [FieldCondition("TAG", included: Self.values(["a"]))]
        #expect(filter.matches(in: columns(), range: 1..<3) == [1])
        #expect(filter.matches(in: columns(), range: 2..<2) == [])
        var damaged = EventColumns()
        let origin = damaged.addOrigin(Origin(input: "journal"))
        for bytes in [[200], [9, 84], [0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 84], [0], [6] + Array("TAG=a".utf8)] {
            (bytes.map { UInt8($0) }).withUnsafeBytes {
                damaged.append(
                    time: Timestamp(microseconds: 1),
                    origin: origin,
                    kind: .init(priority: nil),
                    message: nil,
                    ownFields: $0
                )
            }
        }
        #expect(filter.matches(in: damaged, range: 0..<5) == [])
    }

    @Test(arguments: ["_PID", "A", "A1_B", "_", String(repeating: "A", count: 64)])
    func `capitals, digits and _ are a field's name`(name: String) {
        #expect(FieldCondition.isFieldName(name))
    }

    @Test(arguments: ["", "a", "_pid", "1A", "__CURSOR", "A-B", "A B", "Ä", String(repeating: "A", count: 65)])
    func `anything else is not`(name: String) {
        #expect(!FieldCondition.isFieldName(name))
    }

    @Test func `user units are matched beside units, and never by their names`() {
        let user = Origin(input: "journal", userUnits: [.init(name: "app.service", uid: "1000")])
        let system = Origin(input: "journal", units: ["app.service"])
        #expect(!UnitSelection(parameters: ["app"]).matches(user))
        #expect(UnitSelection(parameters: [], user: ["app"]).matches(user))
        #expect(!UnitSelection(parameters: [], user: ["app"]).matches(system))
        #expect(UnitSelection(parameters: ["app"], user: ["app"]).matches(user))
        #expect(UnitSelection(parameters: ["app"], user: ["app"]).matches(system))
        #expect(!UnitSelection(parameters: [], user: ["!app"]).matches(user))
        #expect(UnitSelection(parameters: [], user: ["!app"]).matches(system))
    }

    @Test func `many events are filtered as each alone is`() throws {
        let few = columns()
        var many = EventColumns()
        for _ in 0..<2500 { many.append(contentsOf: few) }
        var filter = EventFilter()
        filter.priorities = PrioritySet(text: "info")
        filter.fields = [FieldCondition("TAG", included: Self.values(["a"]))]
        let expected = filter.matches(in: few, range: 0..<6)
        #expect(expected == [0, 1, 4, 5])
        let all = (0..<2500).flatMap { part in expected.map { part * 6 + $0 } }
        #expect(filter.matches(in: many, range: 0..<many.count) == all)
        #expect(filter.matches(in: many, range: 7..<12_289) == all.filter { (7..<12_289).contains($0) })
    }
}
