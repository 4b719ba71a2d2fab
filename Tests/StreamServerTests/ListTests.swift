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

    @Test(arguments: [
        ("/hist?buckets=0", "buckets"), ("/hist?buckets=2001", "buckets"), ("/hist?buckets=x", "buckets"),
        ("/hist?buckets=-1", "buckets"), ("/hist?buckets=", "buckets"), ("/units?buckets=3", "buckets"),
        ("/logs?buckets=3", "buckets"), ("/facets?lines=3", "lines"), ("/units?f", "follow"),
        ("/hist?o=json", "output"),
        ("/boots?after=1", "after"), ("/hist?buckets=3&buckets=4", "buckets"),
    ])
    func `a parameter that a list cannot take is a 400 with its name`(_ path: String, _ name: String) async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get(path)
        #expect(answer.status == 400)
        #expect(String(decoding: answer.readAll(), as: UTF8.self).contains("\"\(name)\""))
        await fixture.close()
    }
}
