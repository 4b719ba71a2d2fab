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
            let expected =
                route.place.map { place in Parameter.all.filter { $0.places.contains(place) }.map(\.name) } ?? []
            #expect(names == expected, "\(route.path)")
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
            #expect(try fixture.get(path).status == 200, "\(path)")
        }
        await fixture.close()
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
