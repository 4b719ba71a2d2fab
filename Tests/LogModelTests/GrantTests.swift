import LogModel
import Testing

@Suite struct GrantTests {
    private func origin(_ units: [String], input: String = "journal") -> Origin { Origin(input: input, units: units) }

    @Test func `one unit of its set that is granted grants an event`() throws {
        let grant = try #require(Grant(["nginx*", "db"]))
        #expect(grant.matches(origin(["init.scope", "nginx.service"])))
        #expect(grant.matches(origin(["db.service"])) && grant.matches(origin(["db"])))
        #expect(!grant.matches(origin(["db2.service"])) && !grant.matches(origin(["init.scope"])))
    }

    @Test func `a star is everything, and no patterns are nothing`() throws {
        #expect(Grant(["*"]) == nil && Grant(["a", "*"]) == nil)
        let none = try #require(Grant([]))
        #expect(!none.matches(origin(["a.service"])) && !none.matches(origin([])))
    }

    @Test func `events without a unit are of no pattern but the star`() throws {
        let grant = try #require(Grant(["**", "?*", "[!x]*"]))
        #expect(!grant.matches(origin([])))
    }

    @Test(arguments: [
        ("system.slice", true), ("sys*.slice", true), ("*.slice", true), ("sys*", false), ("**", false),
        ("system", false), ("?ystem.slice*", false), ("system.slic[e]", false),
    ])
    func `a slice is reached by patterns alone that end in its suffix`(_ pattern: String, isGranted: Bool) throws {
        let grant = try #require(Grant([pattern]))
        #expect(grant.matches(origin(["system.slice"])) == isGranted)
        #expect(!grant.matches(origin(["system.slice.service"])) || !isGranted)
    }

    @Test func `two grants together are what both grant`() throws {
        let both = try #require(Grant.both(Grant(["a*", "b"]), Grant(["*b"])))
        #expect(both.matches(origin(["ab"])) && both.matches(origin(["b"])))
        #expect(!both.matches(origin(["a"])) && !both.matches(origin(["cb"])))
        #expect(Grant.both(nil, Grant(["x"])) == Grant(["x"]) && Grant.both(Grant(["x"]), nil) == Grant(["x"]))
        #expect(Grant.both(nil, nil) == nil)
    }

    @Test func `gaps of a journal are granted, and those of files whose unit is`() throws {
        let grant = try #require(Grant(["web"]))
        #expect(grant.matchesGap(of: origin([])))
        #expect(grant.matchesGap(of: origin(["web"], input: "file:/w")))
        #expect(!grant.matchesGap(of: origin(["db"], input: "file:/d")))
        #expect(!grant.matchesGap(of: origin([], input: "file:/d")))
    }

    @Test(arguments: [
        ("nginx", true), ("nginx.service", true), ("nginx*", true), ("ng*", true), ("*x", true), ("nginx-?", true),
        ("db", false), ("db*", false), ("ngi", false), ("nginz*", false), ("\\*", true),
    ])
    func `a name is refused only where no name could be both`(_ unit: String, mayBe: Bool) throws {
        #expect(try #require(Grant(["nginx*"])).mayMatch(unit) == mayBe)
        #expect(try #require(Grant(["nginx*", "a.slice"])).mayMatch(unit))
    }

    @Test func `a filter with a grant lets through what it lets through without, but what is not granted`() {
        var columns = EventColumns()
        let sets = [["a.service"], ["b.service", "x.slice"], [], ["a.service", "b.service"], ["x.slice"]]
        let origins = sets.map { columns.addOrigin(origin($0)) }
        for index in 0..<60 {
            columns.append(
                time: Timestamp(microseconds: Int64(index)),
                origin: origins[index % 5],
                kind: .init(priority: Priority(rawValue: UInt8(index % 8))),
                message: nil,
                ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
            )
        }
        for patterns in [["a"], ["b*"], ["x.slice"], ["none"], ["a", "x.slice"]] {
            for unit in [nil, "a", "b", "*"] as [String?] {
                var filter = EventFilter()
                filter.units = unit.map { [UnitSelection(parameters: [$0])] } ?? []
                let all = filter.matches(in: columns, range: 0..<60)
                filter.grant = Grant(patterns)
                let granted = all.filter { filter.grant?.matches(columns.origin(at: $0)) ?? true }
                #expect(filter.matches(in: columns, range: 0..<60) == granted)
            }
        }
    }
}
