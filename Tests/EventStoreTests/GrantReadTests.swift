import LogModel
import SystemIO
import TestSupport
import Testing

@testable import EventStore

/// What a grant shows of a log is what remains of it once all else is taken out, wherever it is read from: memory, blocks,
/// the indexes of merged segments.
@Suite struct GrantReadTests {
    private static let grants = [["u1"], ["u?"], ["u2", "u5"], ["shared.slice"], ["none"], ["u3", "*.slice"]]

    private static func batch(_ random: inout SplitMix) -> IngestBatch {
        var columns = EventColumns()
        for origin in 0..<4 {
            let number = random.next() % 7
            let units = [["u\(number).service", "shared.slice"], ["init.scope", "u\(number).service"], []]
            let isFile = origin == 3
            _ = columns.addOrigin(
                Origin(
                    input: isFile ? "file:/\(number)" : "journal",
                    fields: [Field("_PID", "\(number)"), Field("_BOOT_ID", "\(number % 2)")],
                    units: isFile ? ["u\(number)"] : units[origin]
                )
            )
        }
        for _ in 0..<(1 + random.next() % 6) {
            let time = Timestamp(microseconds: 1_000_000 + Int64(random.next() % 500_000))
            let origin = UInt32(random.next() % 4)
            if random.next() % 12 == 0 {
                columns.append(gap: Gap(reason: .rotated), time: time, origin: origin)
                continue
            }
            Array("message \(random.next() % 100)".utf8).withUnsafeBytes { message in
                columns.append(
                    time: time,
                    origin: origin,
                    kind: .init(priority: Priority(rawValue: UInt8(random.next() % 9))),
                    message: message,
                    ownFields: UnsafeRawBufferPointer(start: nil, count: 0)
                )
            }
        }
        return IngestBatch(columns: columns)
    }

    private static func filters() -> [EventFilter] {
        var unit = EventFilter()
        unit.units = [UnitSelection(parameters: ["u*", "!u4"])]
        var severe = EventFilter()
        severe.priorities = PrioritySet(text: "err")
        var times = EventFilter()
        (times.since, times.until) = (Timestamp(microseconds: 1_100_000), Timestamp(microseconds: 1_300_000))
        var content = EventFilter()
        content.fields = [FieldCondition("MESSAGE", included: [.bytes(Array("message 7".utf8))])]
        var pattern = EventFilter()
        pattern.patterns = [TextPattern("7$", ignoresCase: false)]
        return [EventFilter(), unit, severe, times, content, pattern]
    }

    private func run(_ log: LogFixture, _ filter: EventFilter, _ target: LogAggregation.Target) throws
        -> LogAggregation.Target
    {
        var pass = LogAggregation(log.reader, filter: filter, end: log.state.bounds.head, target: target)
        while try !pass.run() {}
        return pass.target
    }

    @Test(arguments: [21, 22, 23] as [UInt64])
    func `a grant is the log without what it does not grant`(seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 3000)
        for batch in 0..<200 {
            try log.commit(Self.batch(&random))
            if batch == 120 { _ = try log.mergeAll() }
        }
        for filter in Self.filters() {
            let all = try log.events(filter: filter).events
            for patterns in Self.grants {
                let grant = try #require(Grant(patterns))
                var granted = filter
                granted.grant = grant
                let expected = all.filter { $0.kind.isGap ? grant.matchesGap(of: $0.origin) : grant.matches($0.origin) }
                #expect(try log.events(filter: granted).events == expected, "\(patterns)")
                try checkCounts(log, granted, expected.filter { !$0.kind.isGap })
            }
        }
    }

    private func checkCounts(_ log: LogFixture, _ filter: EventFilter, _ events: [ReadEvent]) throws {
        let times = log.state.times
        for buckets in [1, 50] {
            let empty = Histogram(from: times.lowerBound, through: times.upperBound, buckets: buckets)
            guard case .histogram(let counted) = try run(log, filter, .histogram(empty)) else { return }
            #expect(counted.total == UInt64(events.count))
        }
        let tables = Facet.allCases.map { FacetTable($0, wantsEdges: true) }
        guard case .facets(let counted) = try run(log, filter, .facets(tables)) else { return }
        for table in counted where table.facet != .priority {
            var expected: [String: UInt64] = [:]
            for event in events {
                for value in table.facet.values(of: event.origin) { expected[value, default: 0] += 1 }
            }
            let found = table.counts(limit: 1000).values.map { ($0.value, $0.count) }
            #expect(Dictionary(uniqueKeysWithValues: found) == expected, "\(table.facet)")
        }
        let head = log.state.bounds.head
        for count in [1, 30] {
            let position = try log.reader.position(beforeLast: count, filter: filter, end: head)
            #expect(position == (events.count >= count ? events[events.count - count].id.previous : .zero))
        }
    }
}
