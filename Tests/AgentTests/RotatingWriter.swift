import Foundation
import Glibc
import Synchronization
import SystemIO
import TestSupport

/// Writes numbered lines to a log file on a thread of its own and rotates it by moving every name up, `.1` to `.2` and
/// so on, again and again, several times within a few µs too.
final class RotatingWriter: Sendable {
    /// What it has done.
    struct Progress {
        /// Lines so far; the last is `line <lines>`.
        var lines = 0
        var rotations = 0
        /// Whether the agent has seen the file: what was rotated away before is not asked for, so nothing is.
        var mayRotate = false
        var isStopping = false
    }

    private let path: String
    private let progress = Mutex(Progress())
    private let stopping: Waker
    private let thread = Mutex<DedicatedThread?>(nil)
    /// All names are moved by each rotation: beyond this many it only writes.
    private static let most = 400

    init(path: String, seed: UInt64) throws {
        self.path = path
        stopping = try Waker()
        let started = try DedicatedThread.start(name: "writer") { [self] in
            var random = SplitMix(seed: seed)
            var handle = open()
            while !progress.withLock({ $0.isStopping }) {
                for _ in 0..<random.next() % 4 + 1 {
                    write(Int(random.next() % 4) + 1, to: handle)
                    if random.next() % 100 < 15, rotate() { handle = open() }
                }
                // Lines come in bursts.
                stopping.wait(timeout: .microseconds(Int64(random.next() % 30_000)))
            }
        }
        thread.withLock { $0 = started }
    }

    /// What it has done so far.
    var current: Progress { progress.withLock { $0 } }

    /// From now on it rotates.
    func allowRotation() { progress.withLock { $0.mayRotate = true } }

    /// Ends it; the last line is there.
    func stop() -> Progress {
        progress.withLock { $0.isStopping = true }
        stopping.signal()
        thread.withLock { $0 }?.join()
        return current
    }

    private func open() -> FileHandle? {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        return FileHandle(forWritingAtPath: path)
    }

    private func write(_ count: Int, to handle: FileHandle?) {
        let first = current.lines + 1
        let lines = (first..<first + count).map { "line \($0)\n" }.joined()
        handle?.write(Data(lines.utf8))
        progress.withLock { $0.lines += count }
    }

    private func rotate() -> Bool {
        let before = current
        guard before.mayRotate, before.rotations < Self.most else { return false }
        for number in stride(from: before.rotations, to: 0, by: -1) {
            rename("\(path).\(number)", "\(path).\(number + 1)")
        }
        rename(path, "\(path).1")
        progress.withLock { $0.rotations += 1 }
        return true
    }
}
