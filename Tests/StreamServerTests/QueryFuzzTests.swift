import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

/// Random texts for the three parsers. A seed that failed is kept as a test of its own, with its name.
///
/// `LOGCAST_FUZZ=2000000` in the environment sets the number of cases of each.
@Suite struct QueryFuzzTests {
    private static let count = Int(ProcessInfo.processInfo.environment["LOGCAST_FUZZ"] ?? "") ?? 6000

    /// Pieces that the parsers know, so that random texts get past their first character.
    private static let pieces: [String] =
        Parameter.all.flatMap { [$0.name, $0.short ?? ""] + $0.examples } + [
            "=", "&", "%", "%00", "%ff", "%2", "+", "!", "..", "-", "\"", "/", "\\", ":", "<", "<=", ">", ">=", " ",
            "\t",
            "_PID", "MESSAGE", "__CURSOR", "prio", "id", "all", "0", "1", "9", "-1", "99999999999", "@", ".", "ago",
            "T",
            "Z", "z", "today", "h", "m", "é", "語", "\u{202e}", "a", "B", "*", "[", "]", "?", ",", "\n", "end", "\u{7f}",
        ]

    private static func text(_ random: inout SplitMix) -> String {
        var text = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
            text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
            if Int.random(in: 0..<20, using: &random) == 0 {
                text.unicodeScalars.append(Unicode.Scalar(UInt8.random(in: 1...127, using: &random)))
            }
        }
        return text
    }

    private static func fuzz(_ name: String, _ body: (String) throws -> Void) rethrows {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("\(name): seed \(seed), \(count) cases")
        var random = SplitMix(seed: seed)
        for _ in 0..<count { try body(text(&random)) }
    }

    @Test func `any query string is a query or a problem with a sentence`() throws {
        Self.fuzz("query") { Self.checkQuery($0) }
    }

    private static func checkQuery(_ text: String) {
        for place in [Parameter.Place.logs, .event] {
            do throws(Problem) {
                let query = try Query(Substring(text), lastEventID: nil, clock: QueryTests.clock, place: place)
                let request = LogRequest(query, unit: nil, accept: AcceptHeader(nil), boots: ["x", "y"])
                if let filter = request?.filter {
                    #expect(filter.patterns.count <= Limits.patterns, "\(text)")
                    _ = filter.matches(Origin(input: "journal", fields: [Field("_BOOT_ID", "y")], units: ["a"]))
                }
            } catch {
                #expect(error.status == 400 && (1..<800).contains(error.detail.utf8.count), "\(text)")
            }
        }
    }

    @Test func `any text of q is terms that read the same again, or a fault within it`() throws {
        Self.fuzz("q") { Self.checkLanguage($0) }
    }

    private static func checkLanguage(_ text: String) {
        do throws(QueryFault) {
            _ = try QueryLanguage.conditions(text, clock: QueryTests.clock)
        } catch {
            #expect((1...text.unicodeScalars.count + 1).contains(error.column), "\(text): column \(error.column)")
            #expect(!error.detail.isEmpty)
        }
        // A text whose values are refused may still have terms.
        guard let canonical = try? QueryLanguageTests.canonical(text) else { return }
        #expect((try? QueryLanguageTests.canonical(canonical)) == canonical, "\(text)")
    }

    @Test func `any text is a time, or none`() throws {
        Self.fuzz("time") { text in
            let time = try? TimeExpression.timestamp(text, now: ServerFixture.time, zoneOffset: { _ in 3600 })
            if let time, let span = TimeExpression.duration(text) { Issue.record("\(text): \(time) and \(span)") }
            if let span = TimeExpression.duration(text) { #expect(span >= 0, "\(text)") }
        }
    }
}
