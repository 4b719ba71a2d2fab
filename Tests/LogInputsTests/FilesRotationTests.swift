import Foundation
import LogModel
import SystemPackage
import Testing

@testable import LogInputs

@Suite struct FilesRotationTests {
    let directory: LogDirectory

    init() throws { directory = try LogDirectory() }

    func tailer(_ glob: String = "a.log") throws -> DrivenTailer {
        try DrivenTailer([directory(glob)])
    }

    func rotate(_ count: Int = 3) throws {
        for index in (1..<count).reversed() where FileManager.default.fileExists(atPath: directory("a.log.\(index)")) {
            try directory.rename("a.log.\(index)", "a.log.\(index + 1)")
        }
        try directory.rename("a.log", "a.log.1")
    }

    @Test func `a writer that keeps the renamed file is read before the successor, and its late lines after`() throws {
        try directory.write("1\n", to: "a.log")
        let writer = try FileDescriptor.open(FilePath(directory("a.log")), .writeOnly, options: .append)
        defer { try? writer.close() }
        // Files' times are real ones: on a busy machine some of the quiet passes unseen.
        var limits = FileLimits()
        limits.quiet = .seconds(40)
        let tailer = try DrivenTailer([directory("a.log")], limits: limits)
        tailer.settle()
        try rotate()
        try directory.write("new 1\n", to: "a.log")
        try writer.writeAll(Array("2\n".utf8))
        tailer.settle()
        tailer.pass(.seconds(20))
        try writer.writeAll(Array("3\n".utf8))
        tailer.settle()
        tailer.pass(.seconds(20))
        #expect(tailer.log.texts == ["1", "2", "3"])
        tailer.pass(.seconds(20))
        #expect(tailer.log.texts == ["1", "2", "3", "new 1"])
        try writer.writeAll(Array("late\n".utf8))
        tailer.pass(.seconds(15))
        try writer.writeAll(Array("later\n".utf8))
        tailer.pass(.seconds(1))
        #expect(tailer.log.texts.suffix(2) == ["late", "later"])
        #expect(Set(tailer.log.lines.map(\.input)) == ["file:\(directory("a.log"))"])
        tailer.pass(.seconds(70))
        tailer.pass(.seconds(70))
        #expect(tailer.loop.files.count == 1, "the rotated file is let go")
    }

    @Test func `two rotations while the tailer is down lose nothing and repeat nothing`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.write("3\n", to: "a.log")
        try rotate()
        try directory.write("4\n5\n", to: "a.log")
        try rotate()
        try directory.write("6\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        for _ in 0..<2 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == ["1", "2", "3", "4", "5", "6"])
        #expect(tailer.log.gaps.isEmpty)
        try tailer.restart()
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts.count == 6)
    }

    @Test func `files rotated before the first start are not read, nor after a restart`() throws {
        try directory.write("old\n", to: "a.log")
        try rotate()
        try directory.write("new\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try rotate()
        try directory.write("newer\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["new", "newer"])
    }

    @Test func `several rotations between two looks lose nothing`() throws {
        let tailer = try tailer()
        try directory.write("first\n", to: "a.log")
        tailer.settle()
        var expected = ["first"]
        for round in 0..<20 {
            for step in 0..<3 {
                expected.append("\(round).\(step)")
                try directory.write("\(round).\(step)\n", to: "a.log")
                try rotate(40)
            }
            tailer.settle()
        }
        for _ in 0..<70 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == expected)
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `rotations whose notices were lost are found by a search`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
        for name in ["x", "y"] { try directory.write("", to: name) }
        for index in 0...count { chmod(directory(index.isMultiple(of: 2) ? "x" : "y"), 0o600) }
        for next in 2..<8 {
            try directory.write("\(next)\n", to: "a.log")
            try rotate(10)
        }
        try directory.write("8\n", to: "a.log")
        tailer.settle()
        for _ in 0..<10 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == (1...8).map { "\($0)" })
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `the last line of a rotated file is given out though it has no end`() throws {
        try directory.write("1\npart", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try rotate()
        try directory.write("2\n", to: "a.log")
        tailer.settle()
        tailer.pass(.seconds(2))
        #expect(tailer.log.texts == ["1", "part", "2"])
    }

    @Test func `a file that was the only one known and is gone is a gap`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.remove("a.log")
        try directory.write("2\n", to: "a.log.1")
        try directory.write("3\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["1", "2", "3"])
        #expect(tailer.log.gaps == [#"{"reason":"rotated","input":"file:\#(directory("a.log"))"}"#])
        try tailer.restart()
        tailer.settle()
        #expect(tailer.log.gaps.count == 1)
    }

    @Test func `a deleted file is read to its end, then forgotten`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        #expect(tailer.log.positions.count == 1)
        try directory.write("2\npart", to: "a.log")
        try directory.remove("a.log")
        tailer.settle()
        tailer.pass(.seconds(2))
        #expect(tailer.log.texts == ["1", "2", "part"])
        tailer.pass(.seconds(61))
        #expect(tailer.log.positions.isEmpty)
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `a new file in the inode of a deleted one is read from its beginning`() throws {
        let tailer = try tailer()
        var expected: [String] = []
        for round in 0..<200 {
            try directory.write("\(round)\n", to: "a.log")
            expected.append("\(round)")
            for _ in 0..<2 { tailer.pass(.seconds(3)) }
            if round.isMultiple(of: 2), let file = tailer.loop.files.values.first {
                // As when the descriptor was needed elsewhere: then the inode is free at once.
                tailer.loop.openFiles.close(file)
            }
            try directory.remove("a.log")
            if round.isMultiple(of: 3) { tailer.settle() }
        }
        #expect(tailer.log.texts == expected)
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `a rotated file that a glob matches too is read once, under its first path`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer("a.log*")
        tailer.settle()
        try rotate()
        try directory.write("2\n", to: "a.log")
        tailer.settle()
        tailer.pass(.seconds(3))
        tailer.pass(.seconds(100))
        try rotate()
        try directory.write("3\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["1", "2", "3"])
        #expect(Set(tailer.log.lines.map(\.input)) == ["file:\(directory("a.log"))"])
    }

    @Test func `a file moved over the path replaces it`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.write("2\n", to: "a.log")
        try directory.write("3\n", to: "b")
        try directory.rename("b", "a.log")
        tailer.settle()
        tailer.pass(.seconds(2))
        #expect(tailer.log.texts == ["1", "2", "3"])
    }

    @Test func `a file renamed back to its path goes on where it was`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.rename("a.log", "a.log.1")
        tailer.settle()
        try directory.rename("a.log.1", "a.log")
        try directory.write("2\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["1", "2"])
        #expect(tailer.loop.files.values.first?.state.stage == .current)
    }

    @Test func `the position of a vanished file is kept for seven days`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.remove("a.log")
        try tailer.restart()
        tailer.settle()
        tailer.pass(days: 6)
        #expect(tailer.log.positions.count == 1)
        tailer.pass(days: 1)
        #expect(tailer.log.positions.isEmpty)
        #expect(tailer.log.gaps.count == 1)
    }

    @Test func `the position of a file that is not configured any more is kept while there is the file`() throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        let other = try DrivenTailer([directory("b.log")], log: tailer.log)
        other.settle()
        other.pass(days: 30)
        #expect(tailer.log.positions.count == 1)
        try directory.remove("a.log")
        other.pass(days: 1)
        #expect(tailer.log.positions.count == 1)
        other.pass(days: 8)
        #expect(tailer.log.positions.isEmpty)
    }
}
