import Logging
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

@Suite(.ownThread) struct PastWorkTests {
    private struct Endless: PastWork {
        mutating func proceed() -> Int? { nil }
    }

    private struct Countdown: PastWork {
        var left: Int

        mutating func proceed() -> String? {
            left -= 1
            return left == 0 ? "done" : nil
        }
    }

    private func open(_ directory: TemporaryDirectory) throws -> EventLog {
        let options = LogOptions(directory: FilePath(directory.path), now: { 0 }, random: { 7 })
        return try EventLog(options: options, logger: Logger(label: "test")) { Issue.record($0) }
    }

    @Test func `work without an end leaves others their turn, and ends with the interest in it`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory)
        let interest = Interest()
        for _ in 0..<3 {
            log.perform(Endless(), for: interest) { result in Issue.record("ended with \(result)") }
        }
        let turn = try Waker()
        log.perform(Countdown(left: 1000), for: Interest()) { result in
            #expect((try? result.get()) == "done")
            turn.signal()
        }
        #expect(turn.wait(timeout: .seconds(60)), "nobody else's turn came")
        interest.end()
        log.close()
    }

    @Test func `work that the log's end breaks off is told so`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory)
        let ended = try Waker()
        log.perform(Endless(), for: Interest()) { result in
            #expect(throws: (any Error).self) { try result.get() }
            ended.signal()
        }
        log.close()
        #expect(ended.wait(timeout: .seconds(60)))
    }
}
