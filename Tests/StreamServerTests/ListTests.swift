import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@Suite(.ownThread) struct ListTests {
    private func object(_ fixture: ServerFixture, _ path: String) throws -> NSDictionary {
        let parsed = try JSONSerialization.jsonObject(with: Data(fixture.text(path).utf8))
        return try #require(parsed as? NSDictionary)
    }

    @Test func `lists count what passes the filter`() async throws {
        let fixture = try await ServerFixture()
        let first = Int(fixture.append((0..<5).map { TestEvent("\($0)") }).rawValue)
        let units = try #require(try object(fixture, "/units")["units"] as? [NSDictionary])
        #expect(units.map { $0["unit"] as? String } == ["app.service"])
        #expect(units[0]["count"] as? Int == 5)
        #expect((units[0]["first"] as? NSDictionary)?["id"] as? Int == first)
        #expect((units[0]["last"] as? NSDictionary)?["id"] as? Int == first + 4)
        #expect((try object(fixture, "/units?u=nothing")["units"] as? [NSDictionary])?.count == 0)
        let histogram = try object(fixture, "/hist?buckets=3&u=app")
        #expect(histogram["total"] as? Int == 5)
        #expect((histogram["buckets"] as? [NSDictionary])?.count == 3)
        let facets = try #require(try object(fixture, "/facets")["facets"] as? [String: NSDictionary])
        #expect(Set(facets.keys) == ["unit", "identifier", "priority", "host", "boot", "pid", "input"])
        #expect((facets["unit"]?["values"] as? [NSDictionary])?.first?["count"] as? Int == 5)
        #expect(facets["unit"]?["cut"] as? Bool == false)
        #expect(try object(fixture, "/boots")["boots"] is [NSDictionary])
        await fixture.close()
    }

    @Test func `a list counts between two IDs, which it leaves out, what a reader gets there`() async throws {
        let fixture = try await ServerFixture()
        let units = ["app.service", "db.service"]
        let first = fixture.append((0..<40).map { TestEvent("\($0)", unit: units[$0 % 2], priority: UInt8($0 % 8)) })
            .rawValue
        func number(_ offset: Int) -> UInt64 { first &+ UInt64(bitPattern: Int64(offset)) }
        let ranges = [
            "after=\(number(9))", "after=\(number(38))", "after=\(number(39))", "after=\(number(500))", "before=0",
            "after=0", "before=\(number(1))", "before=\(number(0))", "before=\(number(7))&after=\(number(-1))",
            "after=\(number(3))&before=\(number(5))", "after=\(number(3))&before=\(number(4))",
            "after=\(number(5))&before=\(number(3))", "after=9007199254740991", "before=9007199254740991",
        ]
        let filters = ["", "&u=app", "&p=err", "&q=3", "&since=@0&until=@9", "&PRIORITY=2"]
        for (index, range) in ranges.enumerated() {
            let query = "\(range)\(filters[index % filters.count])"
            let expected = try fixture.text("/logs?n=all&o=cat&\(query)").split(separator: "\n").count
            #expect(try object(fixture, "/hist?buckets=1&\(query)")["total"] as? Int == expected, "\(query)")
            let path = index % 2 == 0 ? "/units" : "/boots"
            let values = try object(fixture, "\(path)?\(query)")[String(path.dropFirst())]
            let counts = (values as? [NSDictionary])?.compactMap { $0["count"] as? Int }
            #expect(counts?.reduce(0, +) == expected, "\(path)?\(query)")
            let facets = try object(fixture, "/facets?\(query)")["facets"] as? [String: NSDictionary]
            let inputs = facets?["input"]?["values"] as? [NSDictionary]
            #expect(inputs?.first?["count"] as? Int ?? 0 == expected, "\(query)")
        }
        await fixture.close()
    }

    @Test func `an empty log has zeros between any IDs`() async throws {
        let fixture = try await ServerFixture()
        for query in ["", "after=1", "before=5", "after=7&before=5"] {
            #expect(try object(fixture, "/hist?buckets=1&\(query)")["total"] as? Int == 0)
            #expect(try (object(fixture, "/units?\(query)")["units"] as? [NSDictionary])?.isEmpty == true)
        }
        await fixture.close()
    }

    @Test(arguments: [
        ("/hist?buckets=0", "buckets"), ("/hist?buckets=2001", "buckets"), ("/hist?buckets=x", "buckets"),
        ("/hist?buckets=-1", "buckets"), ("/hist?buckets=", "buckets"), ("/units?buckets=3", "buckets"),
        ("/logs?buckets=3", "buckets"), ("/facets?lines=3", "lines"), ("/units?f", "follow"),
        ("/hist?o=json", "output"),
        ("/boots?reverse", "reverse"), ("/hist?buckets=3&buckets=4", "buckets"), ("/facets?after=01", "after"),
        ("/units?before=-1", "before"), ("/hist?after=end", "after"), ("/boots?last_event_id=1", "last_event_id"),
        ("/hist?after=1&after=2", "after"), ("/hist?before=9007199254740992", "before"),
    ])
    func `a parameter that a list cannot take is a 400 with its name`(_ path: String, _ name: String) async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get(path)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.readAll(), as: UTF8.self).contains("\"\(name)\""))
        await fixture.close()
    }
}
