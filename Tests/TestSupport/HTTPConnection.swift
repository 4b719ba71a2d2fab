internal import Glibc

/// A blocking HTTP/1.1 client over one socket, independent of the server's code: what arrives is what was sent.
public final class HTTPConnection {
    private let fd: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var isChunked = false
    private var chunkLeft = 0
    private var isAtEnd = false
    private var lengthLeft: Int?
    /// The status code of the answer.
    public private(set) var status = 0
    /// The header fields of the answer, by lower-case name.
    public private(set) var headers: [String: String] = [:]
    /// Whether the body ended as its framing says, not by a cut connection.
    public private(set) var isComplete = false

    /// What went wrong.
    public struct Failure: Error, CustomStringConvertible {
        /// One sentence.
        public let description: String

        /// With this sentence.
        public init(description: String) {
            self.description = description
        }
    }

    /// Connects to `127.0.0.1:PORT`, or to a Unix socket's path, and sends a GET.
    public init(_ address: String, path: String, headers: [String: String] = [:], method: String = "GET") throws {
        fd = try Self.connect(address)
        // A guard against a hang, not a measure of time.
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var request = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n"
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        try send(Array("\(request)\r\n".utf8))
        try readHead(hasBody: method != "HEAD")
    }

    deinit { close(fd) }

    /// The next piece of the body; nil at its end or at a cut connection.
    public func read() -> [UInt8]? {
        if isAtEnd { return nil }
        if !isChunked { return readPlain() }
        if chunkLeft == 0 {
            guard let size = line().flatMap({ Int($0.prefix { $0 != ";" }, radix: 16) }) else { return end(false) }
            if size == 0 {
                _ = line()
                return end(true)
            }
            chunkLeft = size
        }
        if available == 0, !fill() { return end(false) }
        let count = min(chunkLeft, available)
        defer {
            start += count
            chunkLeft -= count
            if chunkLeft == 0 { _ = line() }
        }
        return Array(buffer[start..<start + count])
    }

    /// All of the rest of the body.
    public func readAll() -> [UInt8] {
        var all: [UInt8] = []
        while let part = read() { all += part }
        return all
    }

    private func readPlain() -> [UInt8]? {
        if lengthLeft == 0 { return end(true) }
        if available == 0, !fill() { return end(lengthLeft == nil) }
        let count = min(available, lengthLeft ?? .max)
        defer { start += count }
        if let left = lengthLeft { lengthLeft = left - count }
        return Array(buffer[start..<start + count])
    }

    private func end(_ complete: Bool) -> [UInt8]? {
        (isAtEnd, isComplete) = (true, complete)
        return nil
    }

    private var available: Int { buffer.count - start }

    private func readHead(hasBody: Bool) throws {
        guard let first = line(), first.hasPrefix("HTTP/1.") else { throw Failure(description: "no answer") }
        status = Int(first.split(separator: " ")[1]) ?? 0
        while let next = line(), !next.isEmpty {
            guard let colon = next.firstIndex(of: ":") else { throw Failure(description: "bad header: \(next)") }
            let value = next[next.index(after: colon)...].drop { $0 == " " }
            headers[next[..<colon].lowercased()] = String(value)
        }
        isChunked = headers["transfer-encoding"] == "chunked"
        lengthLeft = headers["content-length"].flatMap { Int($0) }
        if !hasBody || status == 204 || status == 304 { (isAtEnd, isComplete) = (true, true) }
    }

    private func line() -> String? {
        while true {
            if let lineEnd = buffer[start...].firstIndex(of: 0x0a) {
                let bytes = buffer[start..<lineEnd]
                start = lineEnd + 1
                return String(decoding: bytes.last == 0x0d ? bytes.dropLast() : bytes, as: UTF8.self)
            }
            if !fill() { return nil }
        }
    }

    private func fill() -> Bool {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        let count = recv(fd, &piece, piece.count, 0)
        guard count > 0 else { return false }
        buffer += piece[..<count]
        return true
    }

    private func send(_ bytes: [UInt8]) throws {
        guard Glibc.send(fd, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw Failure(description: "send: errno \(errno)")
        }
    }

    /// A socket connected to `127.0.0.1:PORT`, or to a Unix socket's path.
    static func connect(_ address: String) throws -> Int32 {
        address.hasPrefix("/") ? try unix(address) : try tcp(address)
    }

    private static func unix(_ path: String) throws -> Int32 {
        let fd = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        return try connect(fd, &address)
    }

    private static func tcp(_ text: String) throws -> Int32 {
        let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(text.split(separator: ":").last.flatMap { UInt16($0) } ?? 0).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return try connect(fd, &address)
    }

    private static func connect<Address>(_ fd: Int32, _ address: inout Address) throws -> Int32 {
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(fd, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
        guard result == 0 else {
            let code = errno
            close(fd)
            throw Failure(description: "connect: errno \(code)")
        }
        return fd
    }
}
