import Foundation
import SystemIO
import SystemPackage
import TestSupport
import Testing

@Suite struct InotifyTests {
    let temporary: TemporaryDirectory
    var directory: FilePath { FilePath(temporary.path) }

    init() throws {
        temporary = try TemporaryDirectory()
    }

    func write(_ name: String, _ text: String) throws {
        let options: FileDescriptor.OpenOptions = [.create, .append]
        let path = directory.appending(name)
        let file = try FileDescriptor.open(path, .writeOnly, options: options, permissions: .ownerReadWrite)
        _ = try file.closeAfter { try file.writeAll(Array(text.utf8)) }
    }

    func drain(_ inotify: Inotify) throws -> [Inotify.Event] {
        var events: [Inotify.Event] = []
        _ = try inotify.drain { events.append($0) }
        return events
    }

    @Test func `a notice is there when the call that caused it has returned`() throws {
        let inotify = try Inotify()
        let watch = try inotify.watch(directory, for: [.created, .movedFrom, .movedTo, .deleted])
        #expect(try drain(inotify).isEmpty)
        try write("a", "x")
        let path = directory.appending("a").string
        #expect(rename(path, directory.appending("a longer name").string) == 0)
        #expect(unlink(directory.appending("a longer name").string) == 0)
        let events = try drain(inotify)
        #expect(events.map(\.mask) == [.created, .movedFrom, .movedTo, .deleted])
        #expect(events.map { $0.name?.string } == ["a", "a", "a longer name", "a longer name"])
        #expect(events.allSatisfy { $0.watch == watch })
        #expect(events[1].cookie == events[2].cookie)
        #expect(events[1].cookie != 0)
    }

    @Test func `a file is watched through its descriptor whatever its name`() throws {
        try write("a", "x")
        let inotify = try Inotify()
        let file = try ReadOnlyFile(directory.appending("a"))
        let watch = try inotify.watch(file.ownPath, for: [.modified])
        #expect(rename(directory.appending("a").string, directory.appending("b").string) == 0)
        try write("a", "another file")
        try write("b", "y")
        #expect(try drain(inotify).map(\.watch) == [watch])
        inotify.unwatch(watch)
        #expect(try drain(inotify).map(\.mask) == [.ended])
    }

    @Test func `more notices than the queue holds are an overflow`() throws {
        let inotify = try Inotify()
        _ = try inotify.watch(directory, for: [.attributes])
        try write("a", "x")
        try write("b", "x")
        let limit = try String(contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
        let count = try #require(Int(limit.trimmingCharacters(in: .whitespacesAndNewlines)))
        // Equal notices in a row are one.
        for index in 0...count {
            chmod(directory.appending(index.isMultiple(of: 2) ? "a" : "b").string, 0o600)
        }
        #expect(try drain(inotify).last?.mask == .overflow)
    }

    @Test func `a failure names the call, the path and the reason`() throws {
        let inotify = try Inotify()
        let error = #expect(throws: SystemError.self) {
            _ = try inotify.watch(directory.appending("none"), for: [.modified])
        }
        #expect(error?.code == .noSuchFileOrDirectory)
        #expect(error?.call == "inotify_add_watch")
        #expect(error?.subject == directory.appending("none").string)
    }
}
