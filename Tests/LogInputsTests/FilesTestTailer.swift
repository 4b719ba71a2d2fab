import Foundation
import LogModel
import Logging
import Synchronization
import SystemIO
import SystemPackage
import TestSupport

@testable import LogInputs

/// Log files of a test's own, and what writers and rotation do to them.
final class LogDirectory: Sendable {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    var path: String { directory.path }

    func callAsFunction(_ name: String) -> String { directory.file(name) }

    func write(_ text: String, to name: String) throws { try write(Array(text.utf8), to: name) }

    /// Appends; makes the file if need be.
    func write(_ bytes: [UInt8], to name: String) throws {
        let file = try FileDescriptor.open(
            FilePath(self(name)),
            .writeOnly,
            options: [.append, .create],
            permissions: .ownerReadWrite
        )
        try file.closeAfter { _ = try file.writeAll(bytes) }
    }

    func rename(_ from: String, _ to: String) throws {
        let result = Foundation.rename(self(from), self(to))
        if result != 0 { throw Errno(rawValue: errno) }
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: self(name)) }

    func truncate(_ name: String, to size: Int = 0) throws {
        if Foundation.truncate(self(name), size) != 0 { throw Errno(rawValue: errno) }
    }

    func copy(_ from: String, _ to: String) throws {
        try write([UInt8](try Data(contentsOf: URL(fileURLWithPath: self(from)))), to: to)
    }
}

/// What a log would hold: accepted events, and the positions after them.
final class CollectingLog: Sendable {
    struct Line: Hashable, Sendable {
        var text: String
        var input: String
        var units: [String]
        var own: String
        var isGap: Bool
    }

    private struct State {
        var lines: [Line] = []
        var messages: [[UInt8]] = []
        var positions: [String: InputPosition] = [:]
        var batchesLeft = Int.max
        var demand = IngestDemand(isFollowed: false, freshness: 0)
        var reached: UInt64 = 0
        var peak = 0
    }

    private let state = Mutex(State())

    var port: IngestPort {
        IngestPort(
            submit: { self.accept($0) },
            demand: { self.state.withLock { $0.demand } },
            reachedEnd: { value in self.state.withLock { $0.reached = value } }
        )
    }

    /// Refuses everything after this many batches: a crash at that moment.
    func close(afterBatches count: Int) { state.withLock { $0.batchesLeft = count } }

    func ask(freshness: UInt64, isFollowed: Bool = false) {
        state.withLock { $0.demand = IngestDemand(isFollowed: isFollowed, freshness: freshness) }
    }

    var reachedFreshness: UInt64 { state.withLock { $0.reached } }
    var lines: [Line] { state.withLock { $0.lines } }
    var texts: [String] { lines.filter { !$0.isGap }.map(\.text) }
    var gaps: [String] { lines.filter(\.isGap).map(\.text) }
    var messages: [[UInt8]] { state.withLock { $0.messages } }
    var positions: [InputPosition] { state.withLock { Array($0.positions.values) } }
    var largestBatch: Int { state.withLock { $0.peak } }

    private func accept(_ batch: IngestBatch) -> Bool {
        state.withLock { state in
            guard state.batchesLeft > 0 else { return false }
            state.batchesLeft -= 1
            let columns = batch.columns
            state.peak = max(state.peak, columns.messages.bytes.count)
            for index in 0..<columns.count {
                let origin = columns.origin(at: index)
                let line = Line(
                    text: String(decoding: columns.messages[index], as: UTF8.self),
                    input: origin.input,
                    units: origin.units,
                    own: String(decoding: columns.ownFields[index].dropFirst(), as: UTF8.self),
                    isGap: columns.kinds[index].isGap
                )
                state.lines.append(line)
                state.messages.append(Array(columns.messages[index]))
            }
            for position in batch.positions {
                state.positions[position.input] = position.bytes.isEmpty ? nil : position
            }
            return true
        }
    }
}

/// A tailer driven turn by turn, with a clock that stands still until told.
final class DrivenTailer {
    let log: CollectingLog
    private(set) var loop: TailLoop
    private let make: (CollectingLog) throws -> TailLoop
    private let time: ManualTime

    final class ManualTime: Sendable {
        private let elapsed = Mutex((seconds: Duration.zero, days: Int64(0)))

        var now: Duration { elapsed.withLock { $0.seconds + .seconds($0.days * 86_400) } }
        var wall: Timestamp {
            Timestamp(microseconds: SystemClock.now()).advanced(bySeconds: elapsed.withLock { $0.days } * 86_400)
        }

        func advance(by duration: Duration) { elapsed.withLock { $0.seconds += duration } }
        func advance(days: Int64) { elapsed.withLock { $0.days += days } }
    }

    init(
        _ globs: [String],
        unit: String? = nil,
        limits: FileLimits = FileLimits(),
        log: CollectingLog = CollectingLog()
    ) throws {
        let time = ManualTime()
        (self.time, self.log) = (time, log)
        let inputs = try globs.map { try FileInput(glob: $0, unit: unit) }
        make = { log in
            TailLoop(
                inputs: inputs,
                positions: log.positions,
                port: log.port,
                host: "web1",
                limits: limits,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                clock: TailClock(now: { time.now }, wall: { time.wall }),
                report: TailReport(),
                waker: try Waker(),
                inotify: try Inotify()
            )
        }
        loop = try make(log)
    }

    /// Takes turns until there is nothing left to do at this moment.
    ///
    /// False once the log is closed.
    @discardableResult
    func settle() -> Bool {
        var idle = 0
        while idle < 2 {
            guard loop.turn(waiting: false) else { return false }
            idle = loop.ready.isEmpty && loop.lookAgain.isEmpty ? idle + 1 : 0
        }
        return true
    }

    /// Lets a moment pass for the tailer, though not for the files' times, and does what that brings.
    @discardableResult
    func pass(_ duration: Duration) -> Bool {
        time.advance(by: duration)
        return settle()
    }

    /// Lets days pass.
    func pass(days: Int64) {
        time.advance(days: days)
        settle()
    }

    /// Ends this tailer without a word, and begins another with what the log holds.
    func restart() throws {
        log.close(afterBatches: .max)
        loop = try make(log)
    }
}
