import Foundation
import LogModel
import Testing

@testable import LogInputs

@Suite struct FilesTruncationTests {
    let directory: LogDirectory

    init() throws { directory = try LogDirectory() }

    func tailer(_ glob: String = "a.log") throws -> DrivenTailer { try DrivenTailer([directory(glob)]) }

    /// One that has seen the file empty, with a copy made of its first line before that was read.
    private func tailerBesideCopy() throws -> DrivenTailer {
        try directory.write("", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.write("1\n", to: "a.log")
        try directory.copy("a.log", "a.log.1")
        return tailer
    }

    @Test func `copy and truncate is read on in the copy, then from the beginning`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.write("3\n", to: "a.log")
        try directory.copy("a.log", "a.log.1")
        try directory.truncate("a.log")
        try directory.write("4\n", to: "a.log")
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["1", "2", "3", "4"])
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `copy and truncate twice while the tailer is down is read in order`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        for next in ["3\n", "4\n"] {
            try directory.write(next, to: "a.log")
            if FileManager.default.fileExists(atPath: directory("a.log.1")) {
                try directory.rename("a.log.1", "a.log.2")
            }
            try directory.copy("a.log", "a.log.1")
            try directory.truncate("a.log")
        }
        try directory.write("5\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["1", "2", "3", "4", "5"])
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `a truncation that has grown past the offset again is seen, and is a gap`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log")
        try directory.write("other 1\nother 2\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["1", "2", "other 1", "other 2"])
        #expect(tailer.log.gaps == [#"{"reason":"truncated","input":"file:\#(directory("a.log"))"}"#])
    }

    @Test(arguments: [100, 300, 1000, 1100, 5000])
    func `the check sees a change before the offset at any size`(size: Int) throws {
        let start = String(repeating: "x", count: size - 1) + "\n"
        try directory.write(start, to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log")
        try directory.write("y" + start + "z\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.gaps.count == 1)
        #expect(tailer.log.texts.count == 3)
    }

    @Test(arguments: [false, true])
    func `a copy of a file of which nothing was read yet is read too`(isDown: Bool) throws {
        let tailer = try tailerBesideCopy()
        try directory.truncate("a.log")
        try directory.write("2\n", to: "a.log")
        if isDown { try tailer.restart() }
        tailer.settle()
        for _ in 0..<3 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == ["1", "2"])
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test func `a copy of a file that still holds it is not read`() throws {
        let tailer = try tailerBesideCopy()
        tailer.settle()
        for _ in 0..<3 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == ["1"])
    }

    @Test func `a truncation after everything was read is no gap`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log")
        tailer.settle()
        try directory.write("3\n", to: "a.log")
        tailer.settle()
        #expect(tailer.log.texts == ["1", "2", "3"])
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test(arguments: ["", "other\n", "some other text\n"])
    func `a truncation of a file that had to wait for an older one is a gap`(text: String) throws {
        try directory.write("1\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.rename("a.log", "a.log.1")
        try directory.write("2\n3\n4\n", to: "a.log")
        tailer.settle()
        try directory.truncate("a.log")
        try directory.write(text, to: "a.log")
        tailer.settle()
        for _ in 0..<3 { tailer.pass(.seconds(2)) }
        #expect(tailer.log.texts == ["1"] + (text.isEmpty ? [] : [String(text.dropLast())]))
        #expect(tailer.log.gaps.count == 1)
    }

    @Test func `a truncation while the tailer is down is a gap`() throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log")
        try directory.write("3\n", to: "a.log")
        try tailer.restart()
        tailer.settle()
        #expect(tailer.log.texts == ["1", "2", "3"])
        #expect(tailer.log.gaps.count == 1)
    }

    @Test func `a partial line that is truncated away is a gap`() throws {
        try directory.write("1\npart", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log", to: 2)
        tailer.settle()
        #expect(tailer.log.gaps.count == 1)
    }

    @Test(arguments: [false, true])
    func `the copy of copy and truncate that a glob matches too is not read again`(isSeenFirst: Bool) throws {
        try directory.write("1\n2\n", to: "a.log")
        let tailer = try tailer("a.log*")
        tailer.settle()
        try directory.copy("a.log", "a.log.1")
        if isSeenFirst { tailer.settle() }
        try directory.truncate("a.log")
        try directory.write("3\n", to: "a.log")
        tailer.settle()
        tailer.pass(.seconds(3))
        tailer.pass(.seconds(100))
        #expect(tailer.log.texts == ["1", "2", "3"])
        #expect(tailer.log.gaps.isEmpty)
    }

    @Test(arguments: ["header\n2\n", "header\n1\nmore\n"])
    func `a new file beside its namesake that only begins alike is read`(text: String) throws {
        try directory.write("header\n1\n", to: "a.log")
        let tailer = try tailer("a.log*")
        tailer.settle()
        try directory.write(text, to: "a.log.1")
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts.dropFirst(2).joined(separator: "\n") + "\n" == text)
        try directory.truncate("a.log")
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.lines.count == 2 + text.filter { $0 == "\n" }.count)
    }

    @Test func `a copy of an earlier life that only begins alike is not read on`() throws {
        try directory.write("header\nold\n", to: "a.log.1")
        let old = Date(timeIntervalSinceNow: -3600)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: directory("a.log.1"))
        try directory.write("header\n", to: "a.log")
        let tailer = try tailer()
        tailer.settle()
        try directory.truncate("a.log")
        try directory.write("new\n", to: "a.log")
        tailer.settle()
        tailer.pass(.seconds(3))
        #expect(tailer.log.texts == ["header", "new"])
    }
}
