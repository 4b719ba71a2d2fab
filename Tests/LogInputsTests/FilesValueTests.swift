import LogModel
import SystemIO
import SystemPackage
import Testing

@testable import LogInputs

@Suite struct FilesPositionTests {
    func position() -> FilePosition {
        var position = FilePosition(
            check: ContentCheck(offset: 123_456_789_012, head: 0xdead_beef, tail: 7),
            lastSeen: Timestamp(microseconds: 1_795_482_023_000_001),
            path: "/var/log/app.log"
        )
        position.isVanished = true
        return position
    }

    @Test func `a position survives its encoding`() {
        #expect(FilePosition(bytes: position().bytes) == position())
        var early = position()
        early.lastSeen = Timestamp(microseconds: -5)
        early.path = FilePath("/a")
        (early.isSettled, early.isVanished) = (true, false)
        #expect(FilePosition(bytes: early.bytes) == early)
    }

    @Test func `the bytes of version 1 never change their meaning`() {
        let position = FilePosition(
            check: ContentCheck(offset: 300, head: 0x0403_0201, tail: 0x0807_0605),
            lastSeen: Timestamp(microseconds: 1),
            path: "/a"
        )
        #expect(position.bytes == [1, 0, 0xac, 2, 1, 2, 3, 4, 5, 6, 7, 8, 2, 0x2f, 0x61])
    }

    @Test func `a path that is no UTF-8 survives`() throws {
        let bytes = FilePosition(lastSeen: Timestamp(microseconds: 0), path: "/a").bytes + [0xff, 0xfe]
        let position = try #require(FilePosition(bytes: bytes))
        #expect(position.bytes == bytes)
    }

    @Test func `no garbage crashes the decoder, and a cut position is no position`() {
        let whole = position().bytes
        for count in 0..<(whole.count - "/var/log/app.log".utf8.count) {
            #expect(FilePosition(bytes: Array(whole[..<count])) == nil)
        }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let count = Int.random(in: 0..<40, using: &generator)
            let bytes = [1, 0] + (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = FilePosition(bytes: bytes)
        }
        #expect(FilePosition(bytes: [1, 0] + [UInt8](repeating: 0xff, count: 40)) == nil)
        #expect(FilePosition(bytes: [2] + whole.dropFirst()) == nil)
    }

    @Test func `a key survives its text, and other text is no key`() {
        let key = FileKey(FileIdentity(device: 9, inode: 12, birth: 1_795_482_023_000_001_000), fileSystem: 0xabcdef)
        #expect(key.text == "file:abcdef-12-1795482023000001000")
        #expect(FileKey(text: key.text) == key)
        #expect(FileKey(FileIdentity(device: 9, inode: 12, birth: 0), fileSystem: 0).text == "file:9-12-0")
        for text in ["", "journal:1", "file:", "file:1-2", "file:x-1-1", "file:1-2-3-4", "file:/var/log/a"] {
            #expect(FileKey(text: text) == nil, "\(text)")
        }
    }
}

@Suite struct FilesNameTests {
    @Test(arguments: [
        ("app.log.1", "app.log"), ("app.log.12.gz", "app.log"), ("app.log-20260131", "app.log"),
        ("app.log.2026-01-31", "app.log"), ("app.log.2026-01-31_10", "app.log"), ("app-20260131.log", "app.log"),
        ("app.1.log", "app.log"), ("app.log.old", "app.log"), ("syslog.1", "syslog"),
        ("app.log-2026-01-31T10:00:00Z.zst", "app.log"), ("app-1.log.3", "app-1.log"),
    ])
    func `a rotated name leads to the name before`(rotated: String, base: String) {
        #expect(RotatedName.bases(of: rotated).contains(base))
    }

    @Test(arguments: ["app.log", "app.log-errors", "1", ".1", "access.log", "app.log.gz", ""])
    func `other names are not taken for rotated ones`(name: String) {
        #expect(RotatedName.bases(of: name).isEmpty)
    }

    @Test(arguments: [
        ("app.log.2", "app.log.1"), ("app.log.10", "app.log.9"), ("app.log.10", "app.log.1"), ("app.log.1", "app.log"),
        ("app.log-20260131", "app.log-20260201"), ("app.log-20260131", "app.log"), ("app.log.3.gz", "app.log.2"),
    ])
    func `names tell which of two rotated files is the older`(older: String, younger: String) {
        #expect(RotatedName.isOlder(older, than: younger))
        #expect(!RotatedName.isOlder(younger, than: older))
        #expect(!RotatedName.isOlder(older, than: older))
    }

    @Test(arguments: ["a.gz", "a.log.2.xz", "a.zst", "a.bz2"])
    func `compressed files are known by their ending`(name: String) {
        #expect(RotatedName.isCompressed(name))
    }

    @Test func `a glob matches component by component, and not a leading dot`() {
        let glob = PathGlob("/var/log/*/app-*.log")
        #expect(glob.matches("/var/log/x/app-1.log"))
        #expect(!glob.matches("/var/log/x/y/app-1.log"))
        #expect(!glob.matches("/var/log/.x/app-1.log"))
        #expect(glob.leads(through: "/var/log/x"))
        #expect(!glob.leads(through: "/var/lib/x"))
    }

    @Test func `a glob finds files and the directories to watch`() throws {
        let directory = try LogDirectory()
        for name in ["a.log", "b.log", "c.txt", ".hidden.log"] { try directory.write("x", to: name) }
        let expansion = PathGlob(FilePath(directory("*.log"))).expand()
        #expect(Set(expansion.files.map(\.string)) == [directory("a.log"), directory("b.log")])
        #expect(expansion.directories == [FilePath(directory.path)])
    }

    @Test(arguments: ["", "relative/*.log", "/var/log/"])
    func `a bad glob is refused with a remedy`(glob: String) {
        #expect(throws: FileInput.Invalid.self) { try FileInput(glob: glob) }
    }

    @Test func `a unit is the path with dashes unless configured`() throws {
        #expect(try FileInput(glob: "/var/log/*.log").unitName(of: "/var/log/a.log") == "var-log-a.log")
        #expect(try FileInput(glob: "/var/log/*.log", unit: "nginx.service").unitName(of: "/x") == "nginx.service")
        #expect(throws: FileInput.Invalid.self) { try FileInput(glob: "/a", unit: "a/b") }
        #expect(throws: FileInput.Invalid.self) { try FileInput(glob: "/a", unit: "") }
    }
}
