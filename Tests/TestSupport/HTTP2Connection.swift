internal import Glibc

/// A blocking HTTP/2 client in cleartext over one socket, frame by frame: it can do what no proper client does.
///
/// It keeps the connection's window open by itself, and a stream's when told to.
public final class HTTP2Connection {
    /// RFC 9113 §4.1.
    public struct Frame: Equatable, Sendable {
        /// §6: 0 DATA, 1 HEADERS, 3 RST_STREAM, 4 SETTINGS, 6 PING, 7 GOAWAY, 8 WINDOW_UPDATE, 9 CONTINUATION.
        public var type: UInt8
        /// 1 END_STREAM or ACK, 4 END_HEADERS.
        public var flags: UInt8
        /// 0 is the connection.
        public var stream: UInt32
        /// What follows the frame's head.
        public var payload: [UInt8]

        /// These.
        public init(_ type: UInt8, _ flags: UInt8 = 0, _ stream: UInt32 = 0, _ payload: [UInt8] = []) {
            (self.type, self.flags, self.stream, self.payload) = (type, flags, stream, payload)
        }

        /// The frame as it is sent.
        public var bytes: [UInt8] {
            let length = UInt32(payload.count)
            return HTTP2Connection.number(length).dropFirst() + [type, flags] + HTTP2Connection.number(stream) + payload
        }
    }

    /// The client's preface (§3.4).
    public static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private let fd: Int32
    private var buffer: [UInt8] = []
    /// Streams whose windows are left as they are.
    public var stalled: Set<UInt32> = []

    /// Connects to `127.0.0.1:PORT` or a Unix socket's path, and sends the preface and these settings.
    public init(_ address: String, settings: [(UInt16, UInt32)] = []) throws {
        fd = try HTTPConnection.connect(address)
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let payload = settings.flatMap { Self.number(UInt32($0.0)).suffix(2) + Self.number($0.1) }
        send(bytes: Self.preface)
        send(Frame(4, 0, 0, payload))
    }

    deinit { close(fd) }

    /// Sends bytes as they are; false when the server has closed.
    @discardableResult
    public func send(bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { all in
                Glibc.send(fd, all.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Sends a frame; false when the server has closed.
    @discardableResult
    public func send(_ frame: Frame) -> Bool { send(bytes: frame.bytes) }

    /// Sends a request without a body.
    @discardableResult
    public func get(
        _ path: String,
        on stream: UInt32,
        _ fields: [(String, String)] = [],
        method: String = "GET",
        flags: UInt8 = 5
    ) -> Bool {
        let pseudo = [(":method", method), (":scheme", "http"), (":authority", "localhost"), (":path", path)]
        return send(Frame(1, flags, stream, Self.block(pseudo + fields)))
    }

    /// The next frame; nil when the connection has ended. Acknowledges settings and pings, and opens windows.
    public func next() -> Frame? {
        guard let head = take(9) else { return nil }
        let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
        guard let payload = take(length) else { return nil }
        let frame = Frame(head[3], head[4], head[5...].reduce(0) { $0 << 8 | UInt32($1) } & 0x7fff_ffff, payload)
        switch frame.type {
        case 0 where !payload.isEmpty:
            open(0, by: length)
            if !stalled.contains(frame.stream), frame.flags & 1 == 0 { open(frame.stream, by: length) }
        case 4 where frame.flags & 1 == 0: send(Frame(4, 1))
        case 6 where frame.flags & 1 == 0: send(Frame(6, 1, 0, payload))
        default: break
        }
        return frame
    }

    /// The body of a stream's answer, through its end; nil where the stream is reset or the connection ends before.
    public func body(of stream: UInt32) -> String? {
        var bytes: [UInt8] = []
        while let frame = next() {
            guard frame.stream == stream else { continue }
            if frame.type == 3 { return nil }
            if frame.type == 0 { bytes += frame.payload }
            if frame.type <= 1, frame.flags & 1 == 1 { return String(decoding: bytes, as: UTF8.self) }
        }
        return nil
    }

    /// Lets the server send so many more bytes.
    public func open(_ stream: UInt32, by count: Int) {
        send(Frame(8, 0, stream, Self.number(UInt32(count))))
    }

    /// A block of header fields, each a literal that is not kept (RFC 7541 §6.2.2).
    public static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + text($0.0) + text($0.1) }
    }

    /// A string, as it is (RFC 7541 §5.2).
    public static func text(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var (length, rest): ([UInt8], Int) = ([127], bytes.count - 127)
        while rest >= 128 {
            length.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        return length + [UInt8(rest)] + bytes
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    private func take(_ count: Int) -> [UInt8]? {
        while buffer.count < count {
            var piece = [UInt8](repeating: 0, count: 64 << 10)
            let received = recv(fd, &piece, piece.count, 0)
            guard received > 0 else { return nil }
            buffer += piece[..<received]
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer[..<count])
    }
}
