internal import Foundation
internal import Synchronization
internal import SystemIO

/// Collects the lines of a pipe, and lets one wait for one of them.
final class LineCollector: Sendable {
    private let state = Mutex((bytes: [UInt8](), isAtEnd: false, writerHasEnded: false))
    private let changed = DispatchSemaphore(value: 0)

    /// Reads on a thread of its own: Dispatch's come late while tests keep all cores busy.
    init(_ handle: FileHandle) throws {
        _ = try DedicatedThread.start(name: "lines") { [self] in
            var isAtEnd = false
            while !isAtEnd {
                let data = handle.availableData
                isAtEnd = data.isEmpty
                state.withLock { state in
                    state.bytes += data
                    state.isAtEnd = isAtEnd
                }
                changed.signal()
            }
        }
    }

    var text: String { state.withLock { String(decoding: $0.bytes, as: UTF8.self) } }

    /// The process that writes is gone. Another one, started meanwhile, may hold the pipe open: its end may never come.
    func writerHasEnded() {
        state.withLock { $0.writerHasEnded = true }
        changed.signal()
    }

    /// Waits for what the writer, which has ended, left in the pipe.
    func waitForRest() {
        writerHasEnded()
        let _: Never? = wait { _ in nil }
    }

    /// The lines that have ended.
    var wholeLines: [String] { text.components(separatedBy: "\n").dropLast() }

    /// The first whole line with this text; nil at the end of the pipe, or after a minute.
    func first(containing wanted: String) -> String? {
        wait { lines in lines.first { $0.contains(wanted) } }
    }

    /// What `find` makes of the whole lines, as soon as it makes something of them.
    func wait<Result>(_ find: ([String]) -> Result?) -> Result? {
        var deadline = DispatchTime.now() + .seconds(60)
        while true {
            let (isAtEnd, writerHasEnded) = state.withLock { ($0.isAtEnd, $0.writerHasEnded) }
            if let result = find(wholeLines) { return result }
            if writerHasEnded { deadline = min(deadline, .now() + .milliseconds(300)) }
            if isAtEnd || changed.wait(timeout: deadline) == .timedOut { return nil }
        }
    }
}
