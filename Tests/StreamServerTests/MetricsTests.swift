import EventStore
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

@Suite(.ownThread) struct MetricsTests {
    /// Prometheus' text format, version 0.0.4, as its documentation has it.
    private struct Parsed {
        var types: [String: String] = [:]
        var samples: [String: Double] = [:]

        init(_ text: String) throws {
            #expect(text.hasSuffix("\n"))
            let sample = /([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)+\})? (\S+)/
            for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
                let words = line.split(separator: " ", maxSplits: 3)
                if line.hasPrefix("# TYPE ") {
                    #expect(types.updateValue(String(words[3]), forKey: String(words[2])) == nil, "\(line)")
                } else if !line.hasPrefix("# HELP ") {
                    let match = try #require(try sample.wholeMatch(in: line), "\(line)")
                    let key = String(match.1) + (match.2.map { String($0) } ?? "")
                    let value = try #require(Double(match.3), "\(line)")
                    #expect(samples.updateValue(value, forKey: key) == nil, "\(line)")
                }
            }
        }
    }

    @Test func `metrics parse, and count what happened`() async throws {
        let fixture = try await ServerFixture()
        var gap = TestEvent("")
        gap.gap = Gap(reason: .vacuumed, missed: 3, input: "journal")
        fixture.append([TestEvent("one"), TestEvent("two"), gap])
        let follow = try fixture.get("/logs?f&o=sse")
        _ = follow.read()
        let answer = try fixture.get("/metrics")
        let parsed = try Parsed(String(decoding: answer.readAll(), as: UTF8.self))
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        #expect(parsed.samples["logcast_events_total"] == 3)
        #expect(parsed.samples["logcast_gaps_total"] == 1)
        #expect(parsed.samples["logcast_commits_total"] ?? 0 >= 1)
        #expect(parsed.samples["logcast_subscriptions"] == 1)
        #expect(parsed.samples["logcast_connections"] ?? 0 >= 2)
        #expect(parsed.samples["logcast_sent_bytes_total"] ?? 0 > 0)
        #expect(parsed.samples["logcast_ready"] == 1)
        #expect(parsed.samples["logcast_input_events_total{input=\"journal\"}"] == 7)
        for name in ["logcast_fdatasync_seconds", "logcast_publish_seconds"] {
            #expect(parsed.types[name] == "histogram")
            let count = try #require(parsed.samples["\(name)_count"])
            #expect(count >= 1 && parsed.samples["\(name)_bucket{le=\"+Inf\"}"] == count)
            let buckets = LatencyHistogram.bounds.map { parsed.samples["\(name)_bucket{le=\"\(Double($0) / 1e6)\"}"] }
            let known = buckets.compactMap { $0 }
            #expect(known.count > 8 && known == known.sorted())
        }
        for (name, type) in parsed.types where type == "counter" { #expect(name.hasSuffix("_total"), "\(name)") }
        await fixture.close()
    }

    @Test func `a histogram counts each duration once, at its bound and beyond the last`() {
        let histogram = LatencyHistogram()
        for microseconds in [0, 100, 101, 250, 10_000_000, 10_000_001] {
            histogram.record(.microseconds(microseconds))
        }
        let counts = histogram.snapshot
        #expect(counts.buckets[0] == 2 && counts.buckets[1] == 2 && counts.buckets.last == 1)
        #expect(counts.count == 6 && counts.sum == 20_000_452)
        var out = MetricsWriter()
        out.begin("logcast_x", .gauge, "x")
        out.sample(labels: [("input", "a\"b\\c\nd")], 1)
        #expect(String(decoding: out.bytes, as: UTF8.self).contains(#"logcast_x{input="a\"b\\c\nd"} 1"#))
    }

    @Test func `the agent is not ready while it waits, and says why`() async throws {
        let fixture = try await ServerFixture(readiness: "no room in /var")
        let answer = try fixture.get("/readyz")
        #expect(answer.status == 503)
        #expect(String(decoding: answer.readAll(), as: UTF8.self) == "no room in /var\n")
        #expect(try fixture.text("/metrics").contains("\nlogcast_ready 0\n"))
        await fixture.close()
    }
}
