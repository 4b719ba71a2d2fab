import Foundation
import LogModel
import Logging
import Synchronization
import SystemIO
import TestSupport
import Testing

@testable import LogInputs

@Suite(.ownThread) struct FilesThreadTests {
    let directory: LogDirectory

    init() throws { directory = try LogDirectory() }

    /// A log that tells when it has grown.
    final class WaitingLog: Sendable {
        let log = CollectingLog()
        private let grown: Waker

        init() throws { grown = try Waker() }

        var port: IngestPort {
            let port = log.port
            return IngestPort(
                submit: { batch in
                    defer { self.grown.signal() }
                    return port.submit(batch)
                },
                demand: port.demand,
                reachedEnd: { value in
                    port.reachedEnd(value)
                    self.grown.signal()
                }
            )
        }

        func wait(until isDone: (CollectingLog) -> Bool) {
            while !isDone(log) { grown.wait(timeout: nil) }
        }
    }

    func tailer(_ waiting: WaitingLog) throws -> FileTailer {
        try FileTailer(
            inputs: [FileInput(glob: directory("*.log"))],
            positions: waiting.log.positions,
            port: waiting.port,
            host: "web1",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    @Test(arguments: [false, true])
    func `lines arrive on their notices, and a stopped tailer goes on where it was`(isFollowed: Bool) throws {
        let waiting = try WaitingLog()
        waiting.log.ask(freshness: 0, isFollowed: isFollowed)
        let first = try tailer(waiting)
        try first.start()
        for index in 0..<20 {
            try directory.write("\(index)\n", to: "a.log")
            waiting.wait { $0.texts.count == index + 1 }
        }
        first.stop()
        try directory.write("down\n", to: "a.log")
        let second = try tailer(waiting)
        try second.start()
        waiting.wait { $0.texts.count == 21 }
        second.stop()
        #expect(waiting.log.texts == (0..<20).map { "\($0)" } + ["down"])
    }

    @Test func `a freshness demand is answered at once`() throws {
        let waiting = try WaitingLog()
        let tailer = try tailer(waiting)
        try tailer.start()
        for value in 1...20 {
            try directory.write("\(value)\n", to: "a.log")
            waiting.log.ask(freshness: UInt64(value))
            tailer.wake()
            waiting.wait { $0.reachedFreshness == value }
            #expect(waiting.log.texts.count == value)
        }
        tailer.stop()
    }

    @Test func `a log that closes ends the thread`() throws {
        let waiting = try WaitingLog()
        waiting.log.close(afterBatches: 0)
        try directory.write("x\n", to: "a.log")
        let tailer = try tailer(waiting)
        try tailer.start()
        tailer.stop()
        #expect(waiting.log.texts.isEmpty)
    }

    @Test func `the status tells offset, lag and unit of each file, and what is waited for`() throws {
        try directory.write("one\npart", to: "a.log")
        let waiting = try WaitingLog()
        let tailer = try tailer(waiting)
        waiting.log.ask(freshness: 1)
        try tailer.start()
        waiting.wait { $0.reachedFreshness == 1 }
        let status = try #require(tailer.status.first)
        #expect(status.name == directory("a.log"))
        #expect(status.position == "4")
        #expect(status.lag == 4)
        #expect(status.eventsRead == 1)
        #expect(status.units.count == 1)
        tailer.stop()
    }
}
