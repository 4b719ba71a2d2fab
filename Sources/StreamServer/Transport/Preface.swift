internal import NIOCore

/// What an HTTP/2 client sends first (RFC 9113 §3.4), and no HTTP/1 client does.
enum Preface {
    private static let bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    /// What the first bytes of a connection say.
    enum Match {
        case http1
        case http2
        /// They are the beginning of the preface.
        case undecided
    }

    static func match(_ received: ByteBuffer) -> Match {
        let isBeginning = received.withUnsafeReadableBytes { zip($0, bytes).allSatisfy { $0 == $1 } }
        guard isBeginning else { return .http1 }
        return received.readableBytes >= bytes.count ? .http2 : .undecided
    }
}
