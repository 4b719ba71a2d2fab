import Foundation
import TestSupport
import Testing

@testable import StreamServer

/// Random `Range` headers, cursors and arguments of `/entries`: each is understood or refused in gatewayd's words.
///
/// `LOGCAST_FUZZ=2000000` in the environment sets the number of cases. A seed that failed is kept as a test of its own.
@Suite struct RangeFuzzTests {
    private static let count = Int(ProcessInfo.processInfo.environment["LOGCAST_FUZZ"] ?? "") ?? 20_000

    private static let pieces = [
        "entries=", "realtime=", ":", ":", ":", "-", "+", "0", "1", "10", "18446744073709551615", "9223372036854775808",
        "-9223372036854775808", "99999999999999999999", ".", "0.000001", "1e9", " ", "\t", "s=", "i=", "b=", "m=", "t=",
        "x=", ";", "43cc7e72f2bf462fa77a5b53c760dce1", "7d0", "938ded5e37c9978b3378141adc61f076", "g", "é", "\u{7f}",
        "follow", "discrete", "boot", "_PID", "=", "&", "%00", "%ff", "%", "yes", "no", "__CURSOR", "a",
    ]

    private static func text(_ random: inout SplitMix) -> String {
        (0..<Int.random(in: 0...10, using: &random)).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
        }.joined()
    }

    @Test func `any range, cursor and arguments are a query or a refusal`() {
        let seed = UInt64.random(in: 0...UInt64.max)
        print("range: seed \(seed), \(Self.count) cases")
        var random = SplitMix(seed: seed)
        var understood = 0
        for _ in 0..<Self.count {
            let unit = ["entries=", "realtime=", ""].randomElement(using: &random) ?? ""
            do throws(EntriesQuery.Refusal) {
                let query = try EntriesQuery(
                    accept: nil,
                    range: unit + Self.text(&random),
                    arguments: Substring(Self.text(&random)),
                    lastEventID: Bool.random(using: &random) ? Self.text(&random) : nil,
                    boot: "x"
                )
                understood += 1
                #expect(query.range.count != 0, "seed \(seed)")
            } catch {
                #expect(!error.rawValue.isEmpty)
            }
        }
        #expect(understood > 0)
    }
}
