import Foundation
import LogModel
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

/// Segments written by the first version of each form open for ever.
///
/// `Fixtures/v1/` has the directory of a log with a merged and a plain segment, and what a reader saw in it when it was
/// made. A change that cannot read them is a new version of the format, beside the old one.
@Suite struct GoldenTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/v1")

    /// An event in a line.
    private static func line(_ event: ReadEvent) -> String {
        let address = "\(event.address.sequence) \(event.address.monotonic) \(event.address.xorHash)"
        let origin = "\(event.origin.input) \(event.origin.fields.map(\.text)) \(event.origin.units)"
        return
            "\(event.id.rawValue) \(event.time) \(event.kind.rawValue) \(address) \(origin) \(event.message) \(event.own)"
    }

    /// The log of the fixtures, as it is written today.
    private static func write() throws -> LogFixture {
        var log = try LogFixture(CrashingFileSystem(), rollBytes: 6000)
        var random = SplitMix(seed: 2026)
        for number in 0..<40 {
            try log.commit(LogFixture.journalBatch(number, &random))
            try log.commit(LogFixture.batch(input: "a", from: 1 + number, count: 1, padding: number))
        }
        _ = try log.mergeAll()
        log.writer.seal()
        return log
    }

    @Test func `golden segments open, with all their events and positions`() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.fixtures.path()).filter {
            $0.hasSuffix(".seg")
        }
        #expect(names.count == 2)
        let system = CrashingFileSystem()
        for name in names {
            let path = LogFixture.directory.appending(name)
            _ = try system.open(path, .create)
            let bytes = try Data(contentsOf: Self.fixtures.appending(path: name))
            system.damage(path) { $0 = Array(bytes) }
        }
        let log = try LogFixture(system)
        let expected = try String(contentsOf: Self.fixtures.appending(path: "events.txt"), encoding: .utf8)
        #expect(try log.events().events.map(Self.line).joined(separator: "\n") + "\n" == expected)
        #expect(try log.events().gaps == [])
        #expect(log.recovered.findings == [])
        #expect(log.recovered.positions == [InputPosition(input: "a", bytes: Array("40".utf8))])
        #expect(Set(log.state.entries.map(\.isMerged)) == [true, false])
    }

    /// Makes the fixtures anew, for a new version in a directory of its own: LOGCAST_GOLDEN names it.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["LOGCAST_GOLDEN"] != nil))
    func `golden segments are written where LOGCAST_GOLDEN says`() throws {
        let target = URL(filePath: ProcessInfo.processInfo.environment["LOGCAST_GOLDEN"] ?? "")
        let log = try Self.write()
        for entry in try LogFixture(log.system).state.entries {
            let name = entry.segment.path.lastComponent?.string ?? ""
            try Data(log.system.contents(entry.segment.path)).write(to: target.appending(path: name))
        }
        let lines = try log.events().events.map(Self.line).joined(separator: "\n") + "\n"
        try Data(lines.utf8).write(to: target.appending(path: "events.txt"))
    }
}
