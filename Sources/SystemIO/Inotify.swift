internal import Glibc
public import SystemPackage

/// Notices of changes to files and directories, by inotify(7).
///
/// A notice is queued before the call that caused it returns, so that a look after draining the queue misses no
/// change. The queue is bounded: `Event.Mask.overflow` means that notices were lost, and everything is to be looked at.
public final class Inotify: Sendable {
    /// The descriptor, for `Poll.wait`.
    public let fd: Int32

    /// A queue that watches nothing.
    public init() throws(SystemError) {
        fd = try retrying("inotify_init1", "inotify") { inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC)) }
    }

    deinit { close(fd) }

    /// Watches what the path names.
    ///
    /// The number comes with its events; another path to the same inode has the same.
    public func watch(_ path: FilePath, for mask: Event.Mask) throws(SystemError) -> Int32 {
        try retrying("inotify_add_watch", path.string) {
            path.withPlatformString { inotify_add_watch(fd, $0, mask.rawValue) }
        }
    }

    /// Ends a watch; one that ended by itself is ignored.
    public func unwatch(_ watch: Int32) {
        _ = inotify_rm_watch(fd, watch)
    }

    /// Hands over what is queued, in order, without waiting; false when there was nothing.
    public func drain(_ body: (Event) -> Void) throws(SystemError) -> Bool {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)
        defer { buffer.deallocate() }
        var hadSome = false
        while true {
            let count = Glibc.read(fd, buffer.baseAddress, buffer.count)
            if count > 0 {
                hadSome = true
                Self.parse(UnsafeRawBufferPointer(rebasing: buffer[..<count]), body)
            } else if count == 0 || errno == EAGAIN {
                return hadSome
            } else if errno != EINTR {
                throw SystemError(call: "read", subject: "inotify")
            }
        }
    }

    /// struct inotify_event: watch, mask, cookie, name length, then the name padded with NUL.
    private static func parse(_ bytes: UnsafeRawBufferPointer, _ body: (Event) -> Void) {
        var at = 0
        while at + 16 <= bytes.count {
            let length = Int(bytes.loadUnaligned(fromByteOffset: at + 12, as: UInt32.self))
            let name = bytes[(at + 16)..<(at + 16 + length)].prefix { $0 != 0 }
            let event = Event(
                watch: bytes.loadUnaligned(fromByteOffset: at, as: Int32.self),
                mask: Event.Mask(rawValue: bytes.loadUnaligned(fromByteOffset: at + 4, as: UInt32.self)),
                cookie: bytes.loadUnaligned(fromByteOffset: at + 8, as: UInt32.self),
                name: component(name)
            )
            body(event)
            at += 16 + length
        }
    }

    private static func component(_ name: Slice<UnsafeRawBufferPointer>) -> FilePath.Component? {
        guard !name.isEmpty else { return nil }
        let characters = name.map { CChar(bitPattern: $0) } + [0]
        return characters.withUnsafeBufferPointer { text in
            text.baseAddress.flatMap { FilePath.Component(platformString: $0) }
        }
    }
}
