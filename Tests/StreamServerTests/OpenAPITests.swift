import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

@Suite(.ownThread) struct OpenAPITests {
    private static func document() throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: Data(OpenAPI(version: "1").bytes)) as? [String: Any])
    }

    @Test func `every path and parameter of the server is in the document`() throws {
        let document = try Self.document()
        let paths = try #require(document["paths"] as? [String: [String: [String: Any]]])
        #expect(Set(paths.keys) == Set(RouteDescription.all.map(\.path)))
        for route in RouteDescription.all {
            let list = paths[route.path]?["get"]?["parameters"] as? [[String: Any]] ?? []
            let names = list.filter { $0["in"] as? String == "query" && $0["name"] as? String != "FIELD" }
                .map { $0["name"] as? String ?? "" }
            if route.path == "/entries" {
                #expect(names == ["follow", "discrete", "boot"])
                continue
            }
            let expected =
                route.place.map { place in Parameter.all.filter { $0.places.contains(place) }.map(\.name) } ?? []
            #expect(names == expected, "\(route.path)")
            for action in route.actions { #expect(paths[route.path]?[action.method] != nil, "\(route.path)") }
        }
    }

    @Test func `the server serves the document and every path in it`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a", unit: "ssh.service")]).rawValue
        let answer = try fixture.get("/openapi.json")
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.readAll() == OpenAPI(version: "0.1").bytes)
        for route in RouteDescription.all {
            let example = route.variable.map { $0.name == "id" ? "\(first)" : $0.example } ?? ""
            let path = route.path.split(separator: "{").first.map { "\($0)\(example)" } ?? ""
            let answer = try fixture.get(path)
            let isAction = route.types.isEmpty && !route.actions.isEmpty
            let statuses =
                isAction ? [405] : route.isOfRoot ? [403] : route.types.isEmpty ? route.others.map(\.status) : [200]
            #expect(statuses.contains(answer.status), "\(path)")
            let head = try fixture.get(path, method: "HEAD")
            #expect(head.status == (route.isGatewayd ? 406 : answer.status), "\(path)")
        }
        await fixture.close()
    }

    @Test func `what the document says excludes another parameter, or needs a follow, is a 400 without`() async throws {
        let fixture = try await ServerFixture()
        for (one, other) in Parameter.exclusions {
            #expect(try fixture.get("/logs?\(one)=1").status == 200)
            #expect(try fixture.get("/logs?\(one)=1&\(other)=1").status == 400, "\(one), \(other)")
        }
        for name in Parameter.ofFollows {
            #expect(try fixture.get("/logs?\(name)=1s").status == 400, "\(name)")
            #expect(try fixture.get("/logs?\(name)=1s&f&until=-1h").status == 200, "\(name)")
        }
        await fixture.close()
    }

    @Test func `the pattern of event IDs takes those below 2^53 and no others`() throws {
        let pattern = try Regex("^(\(ParameterSchema.eventIDPattern))$")
        let limit: UInt64 = 1 << 53
        var numbers = [0, 1, 9, 10, 99, limit - 1, limit, limit + 1, 9_999_999_999_999_999, 10_000_000_000_000_000]
        for power in 0..<16 {
            let step = (0..<power).reduce(UInt64(1)) { product, _ in product * 10 }
            numbers += [limit - 1 - step, limit - 1 + step, limit / step * step, step]
        }
        for number in numbers {
            let text = "\(number)"
            #expect((try pattern.wholeMatch(in: text) != nil) == (EventID(text: text) != nil), "\(text)")
        }
        for text in ["", "00", "01", "-1", "+1", "1 "] { #expect(try pattern.wholeMatch(in: text) == nil, "\(text)") }
    }

    @Test func `the help has a page about each parameter, with its examples`() async throws {
        let fixture = try await ServerFixture()
        let help = try fixture.text("/help")
        for parameter in Parameter.all {
            #expect(help.contains("  \(parameter.heading) "), "\(parameter.name)")
            let page = try fixture.text("/help/\(parameter.name)")
            if parameter.name == "q" { continue }
            #expect(page.hasPrefix(parameter.heading))
            for example in parameter.examples { #expect(page.contains("\(parameter.name)=\(example)"), "\(page)") }
        }
        #expect(try fixture.text("/help/q").contains("prio<=err"))
        #expect(try fixture.text("/help/time").contains("yesterday 9:00"))
        #expect(try fixture.text("/help/sinc").contains("did you mean \"since\"?"))
        #expect(try fixture.get("/help/sinc").status == 404)
        await fixture.close()
    }
}
