import LogModel
import Testing

@Suite struct EventFilterTests {
    private func columns() -> EventColumns {
        var columns = EventColumns()
        let web = columns.addOrigin(Origin(input: "journal", units: ["web.service", "system.slice"]))
        let journal = columns.addOrigin(Origin(input: "journal"))
        let file = columns.addOrigin(Origin(input: "file:/x", units: ["x"]))
        for (time, origin, priority) in [(10, web, UInt8(3)), (20, file, 6), (30, web, 9)] as [(Int64, UInt32, UInt8)] {
            columns.append(
                time: Timestamp(microseconds: time),
                origin: origin,
                kind: .init(priority: Priority(rawValue: priority)),
                message: nil,
                ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
            )
        }
        columns.append(gap: Gap(reason: .vacuumed), time: Timestamp(microseconds: 40), origin: journal)
        columns.append(gap: Gap(reason: .truncated), time: Timestamp(microseconds: 50), origin: file)
        return columns
    }

    private func matches(_ change: (inout EventFilter) -> Void) -> [Int] {
        var filter = EventFilter()
        change(&filter)
        return filter.matches(in: columns(), range: 0..<5)
    }

    @Test func `without conditions everything passes`() {
        #expect(matches { _ in } == [0, 1, 2, 3, 4])
    }

    @Test func `a unit filter keeps the gaps of the inputs that may hold the unit`() {
        #expect(matches { $0.units = [UnitSelection(parameters: ["web"])] } == [0, 2, 3])
        #expect(matches { $0.units = [UnitSelection(parameters: ["x"])] } == [1, 3, 4])
    }

    @Test func `unit filters are joined by AND`() {
        let both = [UnitSelection(parameters: ["w*"]), UnitSelection(parameters: ["!web"])]
        #expect(matches { $0.units = both } == [3])
    }

    @Test func `events without priority never match a priority, gaps always do`() {
        #expect(matches { $0.priorities = PrioritySet(text: "debug") } == [0, 1, 3, 4])
        #expect(matches { $0.priorities = PrioritySet(text: "err") } == [0, 3, 4])
        #expect(matches { $0.priorities = PrioritySet(text: "info..warning") } == [1, 3, 4])
    }

    @Test func `times are inclusive at both ends`() {
        #expect(
            matches { ($0.since, $0.until) = (Timestamp(microseconds: 20), Timestamp(microseconds: 30)) } == [1, 2]
        )
    }

    @Test func `entries alone are neither the events of files nor gaps`() {
        let fields = [Field("_BOOT_ID", "b1"), Field("__SEQNUM_ID", "s1")]
        var columns = columns()
        let entries = columns.addOrigin(Origin(input: "journal", fields: fields))
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        let time = Timestamp(microseconds: 60)
        columns.append(time: time, origin: entries, kind: .init(priority: nil), message: nil, ownFields: empty)
        columns.append(gap: Gap(reason: .vacuumed), time: time, origin: entries)
        var filter = EventFilter.entries
        #expect(filter.matches(in: columns, range: 0..<7) == [5])
        filter.fields = [FieldCondition("_BOOT_ID", included: [.bytes(Array("b1".utf8)), .bytes([])])]
        #expect(filter.matches(in: columns, range: 0..<7) == [5])
        filter.fields.append(FieldCondition("PRIORITY", included: [.bytes([54])]))
        #expect(filter.matches(in: columns, range: 0..<7).isEmpty)
    }

    @Test(arguments: ["", "8", "errr", "3..", "..4", "3..4..5", "-1"])
    func `what is no priority is refused`(_ text: String) {
        #expect(PrioritySet(text: text) == nil)
    }
}
