import LogModel
import Logging
import Synchronization
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import EventStore

/// The log with its threads, on a real directory.
@Suite(.ownThread) struct EventLogTests {
    private func open(_ directory: TemporaryDirectory, _ change: (inout LogOptions) -> Void = { _ in }) throws
        -> EventLog
    {
        var options = LogOptions(
            directory: FilePath(directory.file("state")),
            now: { SystemClock.now() },
            random: { UInt64.random(in: .min ... .max) }
        )
        options.keepFree = 1
        change(&options)
        return try EventLog(options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) {
            error in
            Issue.record("the log failed: \(error)")
        }
    }

    /// Waits, by the log's own word, until so many events are visible.
    private func wait(_ log: EventLog, for count: Int) throws -> [String] {
        let moved = try Waker()
        let token = log.addListener { moved.signal() }
        defer { log.removeListener(token) }
        while true {
            let messages = try self.messages(log)
            if messages.count >= count { return messages }
            moved.wait(timeout: nil)
        }
    }

    private func messages(_ log: EventLog) throws -> [String] {
        var subscription = Subscription(after: .zero, filter: EventFilter(), resuming: false)
        var result: [String] = []
        while case .events(let match) = try log.selection(subscription) {
            if let block = match.block {
                result += match.indices.map { String(decoding: block.columns.messages[$0], as: UTF8.self) }
            }
            subscription.advance(through: match.through)
        }
        return result
    }

    @Test func `two readers' batches are all there after a restart, in each reader's order`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory) { $0.rollBytes = 20_000 }
        let threads = try ["a", "b"].map { input in
            let port = log.makePort()
            return try DedicatedThread.start(name: input) {
                for first in stride(from: 1, to: 1001, by: 10) {
                    _ = port.submit(LogFixture.batch(input: input, from: first, count: 10))
                }
            }
        }
        for thread in threads { thread.join() }
        let live = try wait(log, for: 2000)
        log.close()
        let again = try open(directory)
        defer { again.close() }
        #expect(try messages(again) == live)
        #expect(again.findings.isEmpty)
        for input in ["a", "b"] {
            #expect(live.filter { $0.hasPrefix(input) } == (1...1000).map { "\(input)#\($0)#" })
            #expect(again.recoveredPositions.contains(InputPosition(input: input, bytes: Array("1000".utf8))))
        }
    }

    @Test func `a query that wants fresh events is called back once each reader has reached its end`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory) { $0.linger = .seconds(3600) }
        defer { log.close() }
        let ports = [log.makePort(), log.makePort()]
        let called = try Waker()
        log.freshen { called.signal() }
        _ = ports[0].submit(LogFixture.batch(input: "a", from: 1, count: 1))
        ports[0].reachedEnd(ports[0].demand().freshness)
        #expect(!called.wait(timeout: .milliseconds(20)))
        _ = ports[1].submit(LogFixture.batch(input: "b", from: 1, count: 1))
        ports[1].reachedEnd(ports[1].demand().freshness)
        #expect(called.wait(timeout: nil))
        #expect(try messages(log).sorted() == ["a#1#", "b#1#"])
    }

    @Test func `the size is held by dropping the oldest, and what is left has no hole`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory) {
            $0.maxBytes = 60_000
            $0.rollBytes = 10_000
            $0.blockBytes = 2000
        }
        defer { log.close() }
        let port = log.makePort()
        for first in stride(from: 1, to: 4001, by: 20) {
            _ = port.submit(LogFixture.batch(input: "a", from: first, count: 20, padding: 50))
            log.freshen {}
            port.reachedEnd(port.demand().freshness)
        }
        let done = try Waker()
        log.freshen { done.signal() }
        port.reachedEnd(port.demand().freshness)
        done.wait(timeout: nil)
        let numbers = try messages(log).map { Int($0.split(separator: "#")[1]) ?? 0 }
        #expect(numbers.last == 4000)
        #expect(numbers.first ?? 0 > 1)
        #expect(numbers == Array((numbers.first ?? 0)...4000))
        #expect(log.status.bytes <= 80_000)
    }

    @Test func `a full queue makes readers wait, and closing ends them`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory) {
            $0.queueBytes = 2000
            $0.blockBytes = 1000
        }
        let port = log.makePort()
        let accepted = Mutex(0)
        let reader = try DedicatedThread.start(name: "reader") {
            var first = 1
            while port.submit(LogFixture.batch(input: "a", from: first, count: 5)) {
                first += 5
                accepted.withLock { $0 = first - 1 }
            }
        }
        _ = try wait(log, for: 500)
        log.close()
        reader.join()
        let again = try open(directory)
        defer { again.close() }
        // Whatever was accepted before the end is there.
        #expect(try messages(again).count == accepted.withLock { $0 })
    }

    @Test func `a directory belongs to one log at a time, and the refusal names the owner`() throws {
        let directory = try TemporaryDirectory()
        let log = try open(directory)
        #expect(throws: DirectoryLock.Taken.self) { try open(directory) }
        log.close()
    }
}
