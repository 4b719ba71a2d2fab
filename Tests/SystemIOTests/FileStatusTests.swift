import Foundation
import SystemIO
import SystemPackage
import TestSupport
import Testing

@Suite struct FileStatusTests {
    let temporary: TemporaryDirectory
    var directory: FilePath { FilePath(temporary.path) }

    init() throws {
        temporary = try TemporaryDirectory()
    }

    func make(_ name: String, _ text: String = "") throws -> FilePath {
        let path = directory.appending(name)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path.string))
        return path
    }

    @Test func `a file keeps its identity when it is renamed, and no other file has it`() throws {
        let path = try make("a", "12345")
        let before = try FileStatus.read(path)
        #expect(rename(path.string, directory.appending("b").string) == 0)
        let other = try FileStatus.read(try make("a"))
        let after = try FileStatus.read(directory.appending("b"))
        #expect(before.identity == after.identity)
        #expect(before.identity != other.identity)
        #expect(after.size == 5)
        #expect(after.kind == .regular)
    }

    @Test func `an open file tells when it has lost its last name`() throws {
        let path = try make("a")
        let file = try ReadOnlyFile(path)
        #expect(try file.status().links == 1)
        #expect(unlink(path.string) == 0)
        #expect(try file.status().links == 0)
    }

    @Test func `directories and FIFOs are told apart, and a FIFO is opened without waiting`() throws {
        #expect(mkfifo(directory.appending("f").string, 0o600) == 0)
        #expect(try FileStatus.read(directory).kind == .directory)
        #expect(try FileStatus.read(directory.appending("f")).kind == .other)
        #expect(try ReadOnlyFile(directory.appending("f")).status().kind == .other)
    }

    @Test func `reads go by offset and are short only at the end`() throws {
        let file = try ReadOnlyFile(try make("a", "0123456789"))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 1)
        defer { buffer.deallocate() }
        #expect(try file.read(at: 3, into: buffer) == 4)
        #expect(Array(buffer) == Array("3456".utf8))
        #expect(try file.read(at: 8, into: buffer) == 2)
        #expect(try file.read(at: 50, into: buffer) == 0)
    }

    @Test func `a directory is listed with inodes and without its own two names`() throws {
        let path = try make("a")
        let entries = try DirectoryEntry.list(directory)
        #expect(entries.map(\.name.string) == ["a"])
        #expect(entries.map(\.inode) == [try FileStatus.read(path).identity.inode])
        #expect(entries.map(\.mayBeDirectory) == [false])
        let parents = try DirectoryEntry.list(directory.removingLastComponent())
        #expect(parents.first { $0.name == directory.lastComponent }?.mayBeDirectory == true)
    }

    @Test func `the first byte of a kind is found, or none`() {
        let bytes: [UInt8] = [1, 2, 10, 3, 10]
        bytes.withUnsafeBytes { bytes in
            #expect(ByteSearch.firstIndex(of: 10, in: bytes) == 2)
            #expect(ByteSearch.firstIndex(of: 9, in: bytes) == nil)
        }
        #expect(ByteSearch.firstIndex(of: 9, in: UnsafeRawBufferPointer(start: nil, count: 0)) == nil)
    }
}
