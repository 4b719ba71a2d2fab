internal import LogModel
internal import NIOCore

/// A body part that carries its HTTP/1.1 chunk frame around it, so that one buffer, made once, goes to the sockets
/// of all clients as it is, in one write instead of three.
///
/// The frame lies outside of the readable bytes: who does not know of it (HTTP/2, HTTP/1.0) sees the body alone, and
/// who does checks that it is there before using it.
enum ChunkFrame {
    /// The length of the longest head, `7fffffff` and CRLF.
    private static let headRoom = 10

    /// A body part with its frame.
    static func buffer(_ body: borrowing ByteWriter) -> ByteBuffer {
        body.withBytes { bytes in
            var buffer = ByteBufferAllocator().buffer(capacity: headRoom + bytes.count + 2)
            let head = head(bytes.count)
            buffer.moveWriterIndex(to: headRoom - head.count)
            buffer.moveReaderIndex(to: headRoom - head.count)
            buffer.writeBytes(head)
            buffer.writeBytes(bytes)
            buffer.writeStaticString("\r\n")
            buffer.moveReaderIndex(to: headRoom)
            buffer.moveWriterIndex(to: headRoom + bytes.count)
            return buffer
        }
    }

    /// A body part that is written where it stands, of which no copy is made; nil where `write` writes nothing.
    ///
    /// `write` gets room for `capacity` bytes, and more costs a copy; so does a part that would leave most of that
    /// empty, since the memory lives until the client has taken it.
    static func buffer(
        capacity: Int,
        _ write: (inout ByteWriter) throws -> Void
    ) rethrows -> ByteBuffer? {
        var buffer = ByteBufferAllocator().buffer(capacity: headRoom + capacity + 2)
        buffer.moveWriterIndex(to: headRoom)
        buffer.moveReaderIndex(to: headRoom)
        var copy: ByteBuffer?
        let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { memory in
            // Safety: the writer is gone before the memory is.
            var out = ByteWriter(borrowing: UnsafeMutableRawBufferPointer(rebasing: memory[..<capacity]))
            try write(&out)
            guard out.isOutgrown || out.count < capacity / 2 else { return out.count }
            if out.count > 0 { copy = Self.buffer(out) }
            return 0
        }
        guard count > 0 else { return copy }
        let head = head(count)
        buffer.setBytes(head, at: headRoom - head.count)
        buffer.setBytes([13, 10], at: headRoom + count)
        return buffer
    }

    /// The part with its frame as readable bytes; nil where there is none.
    static func framed(_ part: ByteBuffer) -> ByteBuffer? {
        let head = head(part.readableBytes)
        guard part.readerIndex >= head.count, part.writableBytes >= 2 else { return nil }
        var framed = part
        framed.moveReaderIndex(to: part.readerIndex - head.count)
        framed.moveWriterIndex(forwardBy: 2)
        let (start, end) = (framed.readerIndex, framed.writerIndex - 2)
        let isFramed = framed.withUnsafeReadableBytes { bytes in
            bytes.prefix(head.count).elementsEqual(head) && bytes[end - start] == 13 && bytes[end - start + 1] == 10
        }
        return isFramed ? framed : nil
    }

    /// `1f4` and CRLF.
    static func head(_ count: Int) -> [UInt8] {
        Array(String(count, radix: 16).utf8) + [13, 10]
    }
}
