internal import CZlib

/// Compression for who takes `Content-Encoding: gzip` (RFC 1952): slow and small, for what is made once.
enum Gzip {
    /// 15 bits of window, and 16 for gzip's header instead of zlib's (zlib.h, `deflateInit2`).
    private static let windowBits: Int32 = 15 + 16

    /// The bytes as `gzip -9` would have them, without a name and a time.
    static func compressed(_ bytes: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let size = Int32(MemoryLayout<z_stream>.size)
        let isReady = deflateInit2_(
            &stream,
            Z_BEST_COMPRESSION,
            Z_DEFLATED,
            windowBits,
            MAX_MEM_LEVEL,
            Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            size
        )
        precondition(isReady == Z_OK, "BUG: zlib does not know these settings, or there is no memory")
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        return bytes.withUnsafeBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(bound))
                let result = deflate(&stream, Z_FINISH)
                precondition(result == Z_STREAM_END, "BUG: deflateBound was too small")
                count = bound - Int(stream.avail_out)
            }
        }
    }
}
