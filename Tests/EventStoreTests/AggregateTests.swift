import LogModel
import SystemIO
import TestSupport
import Testing

@testable import EventStore

/// Counts from tallies and heads equal those from reading every event, whatever is merged.
@Suite struct AggregateTests {
    /// Batches of several origins, with gaps among them; the newer half is not merged.
    private func log(seed: UInt64) throws -> LogFixture {
        var random = SplitMix(seed: seed)
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 3000)
        for batch in 0..<200 {
            try log.commit(Self.batch(&random))
            if batch == 120 { _ = try log.mergeAll() }
        }
        return log
    }

    private static func batch(_ random: inout SplitMix) -> IngestBatch {
        var columns = EventColumns()
        for origin in 0..<3 {
            let number = random.next() % 7
            _ = columns.addOrigin(
                Origin(
                    input: "journal",
                    fields: [Field("_PID", "\(number)-\(origin)"), Field("_BOOT_ID", "\(number % 2)")],
                    units: origin == 2 ? [] : ["u\(number).service", "shared.slice"]
                )
            )
        }
        for _ in 0..<(1 + random.next() % 6) {
            let time = Timestamp(microseconds: 1_000_000 + Int64(random.next() % 500_000))
            let origin = UInt32(random.next() % 3)
            if random.next() % 20 == 0 {
                columns.append(gap: Gap(reason: .rotated), time: time, origin: origin)
                continue
            }
            let priority = Priority(rawValue: UInt8(random.next() % 9))
            Array("message \(random.next() % 100)".utf8).withUnsafeBytes { message in
                columns.append(
                    time: time,
                    origin: origin,
                    kind: .init(priority: priority),
                    message: message,
                    ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
                )
            }
        }
        return IngestBatch(columns: columns)
    }

    /// The filters of the tests.
    private static func filters(_ log: LogFixture) -> [EventFilter] {
        var unit = EventFilter()
        unit.units = [UnitSelection(parameters: ["u3"])]
        var severe = unit
        severe.priorities = PrioritySet(text: "err")
        var times = EventFilter()
        (times.since, times.until) = (Timestamp(microseconds: 1_100_000), Timestamp(microseconds: 1_300_000))
        var none = EventFilter()
        none.units = [UnitSelection(parameters: ["nothing"])]
        return [EventFilter(), unit, severe, times, none, Self.content, Self.pattern]
    }

    /// A condition that only whole events decide.
    private static var content: EventFilter {
        var filter = EventFilter()
        filter.fields = [FieldCondition("MESSAGE", included: [.bytes(Array("message 7".utf8))])]
        return filter
    }

    /// The same as a pattern.
    private static var pattern: EventFilter {
        var filter = EventFilter()
        filter.patterns = [TextPattern("^message 7$", ignoresCase: false)]
        return filter
    }

    @Test func `what only whole events decide is found in merged blocks too`() throws {
        let log = try log(seed: 6)
        let expected = try read(log, EventFilter()).filter { $0.message == "message 7" }.map(\.id)
        #expect(expected.count > 3)
        for filter in [Self.content, Self.pattern] { #expect(try read(log, filter).map(\.id) == expected) }
    }

    private func run(
        _ log: LogFixture,
        _ filter: EventFilter,
        _ target: LogAggregation.Target,
        after position: EventID = .zero,
        end: EventID? = nil
    ) throws -> LogAggregation.Target {
        let end = end ?? log.state.bounds.head
        var pass = LogAggregation(log.reader, filter: filter, after: position, end: end, target: target)
        while try !pass.run() {}
        return pass.target
    }

    private func read(_ log: LogFixture, _ filter: EventFilter) throws -> [ReadEvent] {
        try log.events(filter: filter).events.filter { !$0.kind.isGap }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `facets count what a reader counts, with the first and last event of each value`(seed: UInt64) throws {
        let log = try log(seed: seed)
        for filter in Self.filters(log) {
            let tables = Facet.allCases.map { FacetTable($0, wantsEdges: true) }
            guard case .facets(let counted) = try run(log, filter, .facets(tables)) else { return }
            let events = try read(log, filter)
            for table in counted {
                var expected: [String: [ReadEvent]] = [:]
                for event in events {
                    let priority = event.kind.priority.map { [String($0.rawValue)] } ?? []
                    let values = table.facet == .priority ? priority : table.facet.values(of: event.origin)
                    for value in values { expected[value, default: []].append(event) }
                }
                let counts = table.counts(limit: 1000)
                #expect(counts.distinct == expected.count)
                for value in counts.values {
                    #expect(Int(value.count) == expected[value.value]?.count, "\(table.facet) \(value.value)")
                    if table.facet == .priority { continue }
                    #expect(value.first?.id == expected[value.value]?.first?.id, "\(table.facet) \(value.value)")
                    #expect(value.last?.id == expected[value.value]?.last?.id)
                    #expect(value.first?.time.microseconds == expected[value.value]?.first?.time)
                    #expect(value.last?.time.microseconds == expected[value.value]?.last?.time)
                }
            }
        }
    }

    @Test(arguments: [1, 7, 60, 2000])
    func `a histogram counts what a reader counts, in every bucket`(buckets: Int) throws {
        let log = try log(seed: 4)
        for filter in Self.filters(log) {
            let times = log.state.times
            let empty = Histogram(
                from: filter.since ?? times.lowerBound,
                through: filter.until ?? times.upperBound,
                buckets: buckets
            )
            guard case .histogram(let counted) = try run(log, filter, .histogram(empty)) else { return }
            var expected = empty.buckets
            let events = try read(log, filter)
            for event in events {
                let bucket = Int((event.time - counted.start.microseconds) / counted.width)
                expected[bucket][Int(event.kind.rawValue & 0x0f)] += 1
            }
            #expect(counted.buckets == expected)
            #expect(counted.total == events.count)
        }
    }

    /// Two IDs of the log, or near it, or anywhere, in any order.
    private static func range(_ log: LogFixture, _ random: inout SplitMix) -> (after: EventID, end: EventID) {
        let bounds = log.state.bounds
        func id() -> EventID {
            let span = bounds.head.rawValue - bounds.oldest.rawValue
            switch random.next() % 8 {
            case 0: return EventID(unchecked: random.next() % EventID.limit)
            case 1: return bounds.head.previous
            case 2: return bounds.oldest
            default: return EventID(unchecked: bounds.oldest.rawValue + random.next() % (span + 4) - 2)
            }
        }
        return (id(), min(id(), bounds.head))
    }

    @Test(arguments: [11, 12, 13] as [UInt64])
    func `between two IDs is counted what a reader gets there, wherever they cut`(seed: UInt64) throws {
        let log = try log(seed: seed)
        var random = SplitMix(seed: seed)
        for filter in Self.filters(log) {
            let all = try read(log, filter)
            for _ in 0..<40 {
                let (after, end) = Self.range(log, &random)
                let events = all.filter { $0.id > after && $0.id < end }
                let times = log.state.times
                for buckets in [1, 9] {
                    let empty = Histogram(from: times.lowerBound, through: times.upperBound, buckets: buckets)
                    let target = try run(log, filter, .histogram(empty), after: after, end: end)
                    guard case .histogram(let counted) = target else { return }
                    #expect(counted.total == events.count, "\(after) \(end)")
                }
                let table = FacetTable(.input, wantsEdges: true)
                guard case .facets(let counted) = try run(log, filter, .facets([table]), after: after, end: end)
                else { return }
                let value = counted[0].counts(limit: 5).values.first
                #expect(Int(value?.count ?? 0) == events.count, "\(after) \(end)")
                #expect(value?.first?.id == events.first?.id, "\(after) \(end)")
                #expect(value?.last?.id == events.last?.id, "\(after) \(end)")
            }
        }
    }

    @Test func `the last N by the index are the last N by reading`() throws {
        let log = try log(seed: 5)
        let head = log.state.bounds.head
        for filter in Self.filters(log) {
            let events = try read(log, filter)
            for count in [1, 2, 17, 100, 300] {
                let position = try log.reader.position(beforeLast: count, filter: filter, end: head)
                let expected = events.count >= count ? events[events.count - count].id.previous : .zero
                #expect(position == expected, "\(count)")
            }
        }
    }

    @Test(arguments: [(Int64.min, Int64.max), (.max, .min), (0, .max), (.max, .max)])
    func `times at the ends of what a number holds have a bucket`(first: Int64, last: Int64) {
        var columns = EventColumns()
        let origin = columns.addOrigin(Origin(input: "a"))
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        for time in [first, last] where time >= first {
            columns.append(
                time: Timestamp(microseconds: time),
                origin: origin,
                kind: .init(priority: nil),
                message: none,
                ownFields: none
            )
        }
        var histogram = Histogram(
            from: Timestamp(microseconds: first),
            through: Timestamp(microseconds: last),
            buckets: 10
        )
        histogram.add(columns, Array(0..<columns.count))
        #expect(histogram.total == UInt64(columns.count))
    }

    @Test func `what is cut is said to be`() throws {
        let log = try log(seed: 6)
        guard case .facets(let counted) = try run(log, EventFilter(), .facets([FacetTable(.pid, wantsEdges: false)]))
        else { return }
        let whole = counted[0].counts(limit: 1000)
        #expect(!whole.isCut && whole.values.count == 21)
        let cut = counted[0].counts(limit: 5)
        #expect(cut.isCut && cut.distinct == 21 && cut.values == Array(whole.values.prefix(5)))
    }
}
