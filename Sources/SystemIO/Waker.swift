internal import CLinux
internal import Glibc

/// A latch that one side sets and a thread waits for, through eventfd(2): signals while nobody waits are kept.
public final class Waker: Sendable {
    /// The descriptor, for `Poll.wait`.
    public let fd: Int32

    /// A latch that is not set.
    public init() throws(SystemError) {
        fd = try retrying("eventfd", "waker") { clinux_eventfd() }
    }

    deinit { close(fd) }

    /// Sets the latch. Never blocks.
    public func signal() {
        // EAGAIN means that the counter is full, and so the latch set.
        var one: UInt64 = 1
        _ = write(fd, &one, 8)
    }

    /// Clears the latch.
    public func drain() {
        var count: UInt64 = 0
        _ = read(fd, &count, 8)
    }

    /// Waits until the latch is set or the time is up, and clears it. False when the time was up.
    @discardableResult
    public func wait(timeout: Duration?) -> Bool {
        let isSet = Poll.wait([fd], timeout: timeout)[0]
        if isSet { drain() }
        return isSet
    }
}
