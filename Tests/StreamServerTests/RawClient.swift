import Glibc

/// A socket that sends any bytes and shows any bytes, for what no proper client does.
final class RawClient {
    private let fd: Int32

    struct Failure: Error {
        let code: Int32
    }

    /// Connects to `127.0.0.1:PORT` or to a socket's path.
    init(_ address: String) throws {
        if address.hasPrefix("/") {
            fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address.utf8.prefix(107)) }
            try connect(&name)
        } else {
            fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = UInt16(address.split(separator: ":").last.flatMap { UInt16($0) } ?? 0).bigEndian
            name.sin_addr.s_addr = inet_addr("127.0.0.1")
            try connect(&name)
        }
        // A guard against a hang, not a measure of time.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(fd) }

    func send(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Glibc.send(fd, all.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Sends, and returns the first bytes that come back.
    func exchange(_ text: String) -> String {
        send(text)
        return String(decoding: receive() ?? [], as: UTF8.self)
    }

    /// What comes until the server closes.
    func rest() -> String {
        var all: [UInt8] = []
        while let part = receive() { all += part }
        return String(decoding: all, as: UTF8.self)
    }

    func shutdownWrites() { shutdown(fd, Int32(SHUT_WR)) }

    func receive() -> [UInt8]? {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = recv(fd, &piece, piece.count, 0)
        return count > 0 ? Array(piece[..<count]) : nil
    }

    private func connect<Address>(_ address: inout Address) throws {
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(fd, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        if result != 0 { throw Failure(code: errno) }
    }
}
