internal import Glibc
internal import SystemPackage

/// A blocking connection to a Unix socket, for a command that asks the running agent something.
public final class UnixStream {
    private let fd: Int32
    private let path: String

    /// Connects; the agent may be starting, so that a full backlog is waited for.
    public init(_ path: String) throws(SystemError) {
        self.path = path
        fd = try retrying("socket", path) { socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0) }
        do throws(SystemError) {
            let code = try UnixListener.withAddress(path) { connect(fd, $0, $1) == 0 ? 0 : errno }
            if code != 0 { throw SystemError(call: "connect", code: Errno(rawValue: code), subject: path) }
        } catch {
            close(fd)
            throw error
        }
        // An agent that hangs must not hang those who ask it.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(fd) }

    /// Writes all of it.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            written += try retrying("send", path) {
                bytes[written...].withUnsafeBytes { send(fd, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            }
        }
    }

    /// Everything until the other side ends, at most `limit` bytes.
    public func readToEnd(limit: Int) throws(SystemError) -> [UInt8] {
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while all.count < limit {
            let count = try retrying("recv", path) { recv(fd, &piece, piece.count, 0) }
            if count == 0 { break }
            all += piece[..<count]
        }
        return all
    }
}
