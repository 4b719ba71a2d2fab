import Foundation
import LogModel
import Testing

@testable import LogInputs

@Suite struct FilesTailTests {
    let directory: LogDirectory

    init() throws { directory = try LogDirectory() }

    @Test func `a file seen for the first time is read from its beginning, then as it grows`() throws {
        try directory.write("one\ntwo\n", to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        #expect(tailer.log.texts == ["one", "two"])
        try directory.write("three\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["one", "two", "three"])
    }

    @Test func `an event names its file, its host and its unit`() throws {
        try directory.write("x\n", to: "a.log")
        let path = directory("a.log")
        let tailer = try DrivenTailer([path])
        tailer.settle()
        let line = try #require(tailer.log.lines.first)
        #expect(line.input == "file:\(path)")
        #expect(line.units == [String(path.dropFirst().map { $0 == "/" ? "-" : $0 })])
        let shared = try DrivenTailer([path], unit: "nginx.service")
        shared.settle()
        #expect(shared.log.lines.first?.units == ["nginx.service"])
    }

    @Test func `only LF ends a line: empty lines, CR, NUL and invalid UTF-8 pass unharmed`() throws {
        let lines: [[UInt8]] = [[], [0x61, 13], [0, 1, 0], [0xff, 0xfe, 0xc3], [], [13]]
        try directory.write(Array(lines.joined(separator: [10])) + [10], to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        #expect(tailer.log.messages == lines)
    }

    @Test func `many empty lines are bounded events a turn, and all are read`() throws {
        try directory.write([UInt8](repeating: 10, count: 200_000), to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        #expect(tailer.log.lines.count == 200_000)
        #expect(tailer.log.lines.allSatisfy { $0.text.isEmpty })
    }

    @Test(arguments: [1 << 20, (1 << 20) + 1, 10_000_000, 3 << 20, (1 << 20) - 1])
    func `a long line is cut at 1 MiB and carries its full size`(size: Int) throws {
        try directory.write([UInt8](repeating: 0x78, count: size) + Array("\nnext\n".utf8), to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        #expect(tailer.log.messages.map(\.count) == [min(size, 1 << 20), 4])
        #expect(tailer.log.lines.map(\.own) == [size > 1 << 20 ? "LOGCAST_CUT=\(size)" : "", ""])
        #expect(tailer.log.largestBatch <= 2 << 20)
        try tailer.restart()
        tailer.settle()
        #expect(tailer.log.lines.count == 2, "the position after a cut line is known again")
    }

    @Test func `a long line that grows slowly is one event`() throws {
        let tailer = try DrivenTailer([directory("a.log")])
        for _ in 0..<40 {
            try directory.write([UInt8](repeating: 0x79, count: 30_000), to: "a.log")
            tailer.settle()
        }
        #expect(tailer.log.lines.isEmpty)
        try directory.write("\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.lines.map(\.own) == ["LOGCAST_CUT=1200000"])
    }

    @Test func `a last line without an end waits, is given out, and its rest is an event of its own`() throws {
        try directory.write("whole\npart", to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        tailer.log.ask(freshness: 1)
        tailer.pass(.seconds(4))
        #expect(tailer.log.texts == ["whole"])
        #expect(tailer.log.reachedFreshness == 1)
        tailer.pass(.seconds(1))
        #expect(tailer.log.texts == ["whole", "part"])
        try tailer.restart()
        try directory.write("ial\nlast\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["whole", "part", "ial", "last"])
    }

    @Test func `a line end that comes after its line was given out is no empty line`() throws {
        try directory.write("part", to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        tailer.pass(.seconds(5))
        try directory.write("\n\nx\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["part", "", "x"])
    }

    @Test func `two files with equal first bytes are both complete`() throws {
        let same = String(repeating: "the same line\n", count: 200)
        try directory.write(same + "a\n", to: "a.log")
        try directory.write(same + "b\n", to: "b.log")
        let tailer = try DrivenTailer([directory("*.log")])
        tailer.settle()
        try directory.write("more\n", to: "b.log")
        tailer.settle()
        #expect(tailer.log.texts.filter { $0 == "the same line" }.count == 400)
        #expect(tailer.log.texts.suffix(1) == ["more"])
        #expect(Set(tailer.log.texts) == ["the same line", "a", "b", "more"])
    }

    @Test func `a FIFO, a directory and a compressed file in a glob are skipped and said`() throws {
        #expect(mkfifo(directory("fifo"), 0o600) == 0)
        try FileManager.default.createDirectory(atPath: directory("dir"), withIntermediateDirectories: false)
        try directory.write("\u{1f}\u{8b}", to: "old.gz")
        try directory.write("x\n", to: "file")
        let tailer = try DrivenTailer([directory("*")])
        tailer.settle()
        #expect(tailer.log.texts == ["x"])
        let errors = tailer.loop.report.statuses.compactMap(\.lastError)
        #expect(Set(errors) == ["a directory; skipped", "no regular file; skipped", "compressed; skipped"])
    }

    @Test func `a directory that is not there yet is waited for`() throws {
        let tailer = try DrivenTailer([directory("x/y/*.log"), directory("x/y/z.txt")])
        tailer.settle()
        try FileManager.default.createDirectory(atPath: directory("x"), withIntermediateDirectories: false)
        tailer.settle()
        try FileManager.default.createDirectory(atPath: directory("x/y"), withIntermediateDirectories: false)
        try directory.write("early\n", to: "x/y/a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["early"])
        try directory.write("later\n", to: "x/y/z.txt")
        tailer.settle()
        #expect(tailer.log.texts == ["early", "later"])
    }

    @Test func `a file that may not be read is waited for and said`() throws {
        try directory.write("secret\n", to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        let path = directory("a.log")
        // Root may read anything, and then a loop of links stands for the refusal.
        let isRoot = getuid() == 0
        if isRoot {
            try directory.rename("a.log", "kept")
            #expect(symlink(path, path) == 0)
        } else {
            #expect(chmod(path, 0) == 0)
        }
        tailer.settle()
        #expect(tailer.log.texts.isEmpty)
        #expect(tailer.loop.report.statuses.first?.lastError != nil)
        if isRoot { try directory.rename("kept", "a.log") } else { #expect(chmod(path, 0o600) == 0) }
        tailer.settle()
        #expect(tailer.log.texts == ["secret"])
        #expect(tailer.loop.report.statuses.compactMap(\.lastError).isEmpty)
    }

    @Test func `a symbolic link is followed, and so is its swap`() throws {
        try directory.write("one\n", to: "first")
        try directory.write("two\n", to: "second")
        #expect(symlink("first", directory("a.log")) == 0)
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        try directory.write("more\n", to: "first")
        tailer.settle()
        #expect(symlink("second", directory("new")) == 0)
        try directory.rename("new", "a.log")
        tailer.settle()
        tailer.pass(.seconds(2))
        #expect(tailer.log.texts == ["one", "more", "two"])
    }

    @Test func `a file named by two globs or two links is read once`() throws {
        try directory.write("x\n", to: "a.log")
        #expect(link(directory("a.log"), directory("b.log")) == 0)
        let tailer = try DrivenTailer([directory("*.log"), directory("a.*")])
        tailer.settle()
        tailer.pass(.seconds(30))
        #expect(tailer.log.texts == ["x"])
    }

    @Test func `more files than descriptors are all read`() throws {
        var limits = FileLimits()
        limits.openFiles = 4
        for round in 0..<3 {
            for index in 0..<50 { try directory.write("\(round)-\(index)\n", to: "\(index).log") }
        }
        let tailer = try DrivenTailer([directory("*.log")], limits: limits)
        tailer.settle()
        for index in 0..<50 { try directory.write("3-\(index)\n", to: "\(index).log") }
        tailer.settle()
        #expect(tailer.log.texts.count == 200)
        #expect(Set(tailer.log.texts).count == 200)
        #expect(tailer.loop.files.values.filter { $0.file != nil }.count <= 4)
    }

    @Test func `a freshness demand is answered once all that was written before it is handed over`() throws {
        let tailer = try DrivenTailer([directory("*.log")])
        tailer.settle()
        for index in 0..<3 { try directory.write([UInt8](repeating: 10, count: 3 << 20), to: "\(index).log") }
        tailer.log.ask(freshness: 7)
        while tailer.log.reachedFreshness != 7 { #expect(tailer.loop.turn(waiting: false)) }
        #expect(tailer.log.lines.count == 9 << 20)
    }

    @Test func `a position that cannot be decoded is treated as absent`() throws {
        try directory.write("one\n", to: "a.log")
        let tailer = try DrivenTailer([directory("a.log")])
        tailer.settle()
        let key = try #require(tailer.log.positions.first).input
        var garbage = IngestBatch()
        garbage.positions = [InputPosition(input: key, bytes: [77, 1, 2]), InputPosition(input: "file:?", bytes: [1])]
        #expect(tailer.log.port.submit(garbage))
        try tailer.restart()
        tailer.settle()
        #expect(tailer.log.texts == ["one", "one"])
    }
}
