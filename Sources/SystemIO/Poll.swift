internal import CLinux
internal import Glibc

/// Waiting for descriptors, by ppoll(2).
public enum Poll {
    /// Which of the descriptors are readable (or at their end, or in error) once one is or the time is up.
    ///
    /// Nil waits for ever. A signal ends the wait early with none ready.
    public static func wait(_ fds: [Int32], timeout: Duration?) -> [Bool] {
        var polled = fds.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let count = clinux_poll(&polled, UInt32(polled.count), timeout.map { nanoseconds($0) } ?? -1)
        guard count > 0 else { return fds.map { _ in false } }
        return polled.map { $0.revents != 0 }
    }

    private static func nanoseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = duration.components
        return max(0, min(seconds, 1 << 30) * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
