import Foundation
import TestSupport
import Testing

/// A small file system that the event log fills.
@Suite(.ownThread) struct FullDiskTests {
    /// A tmpfs of a few MiB, gone with the last reference.
    final class SmallDisk {
        private let directory: TemporaryDirectory
        var path: String { directory.path }

        init(mebibytes: Int) throws {
            directory = try TemporaryDirectory()
            try Tool.run(["mount", "-t", "tmpfs", "-o", "size=\(mebibytes)m", "tmpfs", directory.path])
        }

        func resize(mebibytes: Int) throws {
            try Tool.run(["mount", "-o", "remount,size=\(mebibytes)m", directory.path])
        }

        // A mount that stays is seen by whoever lists them.
        deinit { _ = try? Tool.run(["umount", "-l", directory.path]) }
    }

    /// Fewer lines than the log's queue holds beyond the disk, and so many that the reader waits for room in it.
    @Test(arguments: [53_000, 200_000])
    func `an agent whose disk is full ends when asked, and goes on where it was once there is room`(_ count: Int) throws
    {
        guard geteuid() == 0 else {
            print("skipped: mounting a file system needs root")
            return
        }
        let directory = try TemporaryDirectory()
        let disk = try SmallDisk(mebibytes: 3)
        let text = (1...count).map { "line \($0) \(String(repeating: "x", count: 80))\n" }.joined()
        try Data(text.utf8).write(to: URL(fileURLWithPath: directory.file("app.log")))
        let socket = directory.file("s")
        let arguments = [
            "--no-journal", "--file", "\(directory.file("app.log"))=app", "--state", "\(disk.path)/state", "--socket",
            socket, "--max-bytes", "1G", "--keep-free", "0", "--heartbeat", "1",
        ]
        let full = try AgentProcess(arguments)
        #expect(full.line(containing: "ingest waits: ") != nil)
        // A heartbeat says that nothing has moved for a second: the queue is full too.
        let stream = try HTTPConnection(socket, path: "/logs/none*?f&n=0&o=sse")
        var witness = StreamWitness()
        #expect(witness.read(stream) { _, event in event.type == "heartbeat" })
        #expect(full.terminate() == 0)
        try disk.resize(mebibytes: 100)
        let again = try AgentProcess(arguments)
        try LogQueries.waitForEvents(socket, count: count)
        let answer = try HTTPConnection(socket, path: "/logs?n=all&o=cat")
        #expect(answer.readAll() == Array(text.utf8))
        #expect(again.terminate() == 0)
    }
}
