import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// Credential × grant × path × parameter × resume: nothing of an event that is not granted is in any answer.
@Suite(.serialized, .ownThread) struct AccessMatrixTests {
    /// How a credential is shown.
    enum Way: CaseIterable {
        case bearer, basic, cookie, socketToken, socketUnits, http2
    }

    private func headers(_ way: Way, _ secret: String, _ fixture: ServerFixture) -> [String: String] {
        switch way {
        case .bearer, .socketToken, .http2: ["Authorization": "Bearer \(secret)"]
        case .basic: ["Authorization": "Basic \(Data("x:\(secret)".utf8).base64EncodedString())"]
        case .cookie: ["Cookie": "\(fixture.cookie)=\(secret)"]
        case .socketUnits: [:]
        }
    }

    private func answer(
        _ request: (path: String, headers: [String: String]),
        _ shown: [String: String],
        _ fixture: ServerFixture,
        _ address: String
    ) throws -> (status: Int, text: String) {
        let headers = request.headers.merging(shown) { first, _ in first }
        let connection = try HTTPConnection(address, path: request.path, headers: headers)
        // The page before repeats the query, in which a mark may have been asked for.
        let fields = connection.headers.filter { $0.key != "link" }.map { "\($0): \($1)" }.joined(separator: "\n")
        return (connection.status, fields + "\n" + String(decoding: connection.readAll(), as: UTF8.self))
    }

    /// Over HTTP/2, where the fields of the head are compressed and not looked at.
    private func http2Text(_ path: String, _ headers: [String: String], _ fixture: ServerFixture) throws -> String {
        let connection = try HTTP2Connection(fixture.address)
        connection.get(path, on: 1, headers.map { ($0.key.lowercased(), $0.value) })
        return try #require(connection.body(of: 1), "\(path)")
    }

    @Test(arguments: Way.allCases, AccessLog.grants)
    func `no answer tells of what is not granted`(_ way: Way, _ units: [String]) async throws {
        let access = AccessConfiguration(socketUnits: way == .socketUnits ? units : ["*"])
        let fixture = try await ServerFixture(access: access, isPrompt: true)
        let log = AccessLog(fixture)
        let secret = try fixture.credential("one", units, kind: way == .cookie ? .session : .token)
        let shown = headers(way, secret, fixture)
        let address = way == .socketToken || way == .socketUnits ? fixture.socket : fixture.address
        var seen: Set<String> = []
        for request in log.requests {
            let (status, text) =
                way == .http2
                ? (200, try http2Text(request.path, request.headers.merging(shown) { first, _ in first }, fixture))
                : try answer(request, shown, fixture, address)
            #expect(log.leaks(units, in: text) == [], "\(request) \(status)")
            for event in log.events where text.contains(event.mark) { seen.insert(event.mark) }
            #expect([200, 201, 204, 302, 400, 403, 404].contains(status), "\(request) \(status)")
        }
        #expect(seen == Set(log.granted(units).map(\.mark)), "what is granted is told")
        try checkCounts(log, units, shown, address)
        await fixture.close()
    }

    /// Counts tell of events, too.
    private func checkCounts(_ log: AccessLog, _ units: [String], _ shown: [String: String], _ address: String) throws {
        let mine = log.granted(units)
        func object(_ path: String) throws -> NSDictionary {
            let connection = try HTTPConnection(address, path: path, headers: shown)
            return try #require(try JSONSerialization.jsonObject(with: Data(connection.readAll())) as? NSDictionary)
        }
        #expect(try object("/hist?buckets=1")["total"] as? Int == mine.count)
        let boots = try object("/boots")["boots"] as? [NSDictionary]
        let entries = mine.filter { $0.origin.input == "journal" }
        #expect(boots?.compactMap { $0["count"] as? Int }.reduce(0, +) == entries.count)
        let facets = try object("/facets")["facets"] as? [String: NSDictionary]
        let inputs = facets?["input"]?["values"] as? [NSDictionary]
        #expect(inputs?.compactMap { $0["count"] as? Int }.reduce(0, +) == mine.count)
        let named = try object("/units")["units"] as? [NSDictionary]
        #expect(Set(named?.compactMap { $0["unit"] as? String } ?? []) == Set(mine.flatMap(\.origin.units)))
    }

    @Test func `the checker sees a leak on every path that has events or counts`() async throws {
        let fixture = try await ServerFixture(access: AccessConfiguration(), isPrompt: true)
        let log = AccessLog(fixture)
        let whole = ["Authorization": "Bearer \(try fixture.credential("whole"))"]
        var caught: Set<String> = []
        for request in log.requests {
            // As if the server had forgotten the grant.
            let text = try answer(request, whole, fixture, fixture.address).text
            if !log.leaks(["nothing"], in: text).isEmpty {
                caught.insert(String(request.path.split(separator: "/")[0].prefix { $0 != "?" }))
            }
        }
        #expect(caught.isSuperset(of: ["logs", "e", "facets", "entries", "fields"]), "\(caught)")
        await fixture.close()
    }

    @Test(arguments: AccessLog.grants)
    func `what is followed tells of nothing that is not granted`(_ units: [String]) async throws {
        let fixture = try await ServerFixture(access: AccessConfiguration(), isPrompt: true)
        let log = AccessLog(fixture)
        let paths: [(path: String, shows: (AccessLog.Marked) -> Bool)] = [
            ("/logs?f&n=all&o=sse&fields=all", { _ in true }),
            ("/logs/*?f&n=all&o=json", { !$0.origin.units.isEmpty }),
            ("/entries?follow", { $0.origin.input == "journal" }),
        ]
        for (index, (path, shows)) in paths.enumerated() {
            let secret = try fixture.credential("\(index)", units)
            let headers = ["Authorization": "Bearer \(secret)", "Accept": "application/json"]
            let connection = try fixture.get(path, headers)
            #expect(connection.status == 200, "\(path)")
            let live = AccessLog(fixture, marks: "live\(index)-")
            let expected = (log.granted(units) + live.granted(units)).filter(shows)
            var text = ""
            // A stream that gets nothing is ended by the revocation: by then its loop has seen the events.
            while let last = expected.last, !text.contains(last.mark), let bytes = connection.read() {
                text += String(decoding: bytes, as: UTF8.self)
            }
            try fixture.context.access.store.revoke("\(index)")
            text += String(decoding: connection.readAll(), as: UTF8.self)
            #expect(log.leaks(units, in: text) == [] && live.leaks(units, in: text) == [], "\(path)")
            for event in expected { #expect(text.contains(event.mark), "\(path)") }
        }
        await fixture.close()
    }

    @Test func `an event that is not granted is as one that is not there`() async throws {
        let fixture = try await ServerFixture(access: AccessConfiguration(), isPrompt: true)
        let log = AccessLog(fixture)
        let shown = ["Authorization": "Bearer \(try fixture.credential("one", ["nothing"]))"]
        let absent = fixture.log.bounds.head.rawValue + 7
        for output in ["json", "sse", "short"] {
            func text(_ id: UInt64) throws -> String {
                try answer(("/e/\(id)?context=3&o=\(output)", [:]), shown, fixture, fixture.address).text
                    .split(separator: "\n").sorted().joined(separator: "\n").replacingOccurrences(
                        of: "event \(id)",
                        with: "event N"
                    )
            }
            let expected = try text(absent)
            #expect(expected.contains("no event N is in the log"))
            for event in log.events { #expect(try text(event.id.rawValue) == expected) }
        }
        func entry(_ cursor: String) throws -> String {
            let request = ("/entries?discrete", ["Range": "entries=\(cursor):0:1"])
            return try answer(request, shown, fixture, fixture.address).text.split(separator: "\n").sorted().joined()
        }
        let known = "s=26473706a5864074939af7c671a1ed80;i=2"
        #expect(try entry(known) == entry("s=26473706a5864074939af7c671a1ed80;i=fffff"))
        await fixture.close()
    }

    @Test func `the nearest name of a unit that is not there is one that is granted`() async throws {
        let fixture = try await ServerFixture(access: AccessConfiguration(), isPrompt: true)
        _ = AccessLog(fixture)
        func text(_ units: [String], _ path: String) throws -> String {
            let name = "n\(UInt32.random(in: 0 ... .max))"
            let shown = ["Authorization": "Bearer \(try fixture.credential(name, units))"]
            return try answer((path, [:]), shown, fixture, fixture.address).text
        }
        #expect(try text(["*"], "/logs?u=db22").contains("did you mean \"db2\"?"))
        #expect(try text(["db*"], "/logs?u=db22").contains("did you mean \"db2\"?"))
        let none = try text(["file-a", "app.slice"], "/logs?u=dbb")
        #expect(none.contains("no event of unit") && !none.contains("did you mean"))
        await fixture.close()
    }

    @Test(arguments: [
        ("/logs/web", ["web"], 200), ("/logs/web.service", ["web*"], 200), ("/logs/db", ["web"], 403),
        ("/logs/unheard-of", ["web"], 403), ("/logs/db*", ["web"], 403), ("/logs/*", ["web"], 200),
        ("/logs/db", ["app.slice"], 200), ("/logs/app.slice", ["db"], 403), ("/logs/app.slice", ["*.slice"], 200),
        ("/status", ["web"], 403), ("/metrics", ["web"], 403), ("/machine", ["web"], 403), ("/status", ["*"], 200),
        ("/metrics", ["a", "*"], 200), ("/machine", ["*"], 200), ("/units", ["web"], 200), ("/healthz", ["web"], 200),
    ])
    func `what can never be granted is a 403 that says what is`(_ path: String, _ units: [String], _ status: Int)
        async throws
    {
        let fixture = try await ServerFixture(access: AccessConfiguration(), isPrompt: true)
        _ = AccessLog(fixture)
        let shown = ["Authorization": "Bearer \(try fixture.credential("ci", units))"]
        let found = try answer((path, [:]), shown, fixture, fixture.address)
        #expect(found.status == status)
        if status == 403 { #expect(found.text.contains("ci") && found.text.contains(units[0])) }
        await fixture.close()
    }
}
