internal import CZstd

/// Compresses sections of blocks; keeps its working memory from one to the next.
struct ZstdCompressor: ~Copyable {
    private let context: OpaquePointer
    private let level: Int32

    /// `level` as zstd's: 1 is the fastest, 19 the smallest.
    init(level: Int32) {
        guard let context = ZSTD_createCCtx() else { preconditionFailure("BUG: no memory for a zstd context") }
        self.context = context
        self.level = level
    }

    deinit { ZSTD_freeCCtx(context) }

    /// One frame; nil when that is not smaller.
    func compress(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
        guard bytes.count > Zstd.leastBytes else { return nil }
        let room = bytes.count - 1
        let frame = [UInt8](unsafeUninitializedCapacity: room) { target, count in
            let size = ZSTD_compressCCtx(context, target.baseAddress, room, bytes.baseAddress, bytes.count, level)
            count = ZSTD_isError(size) != 0 ? 0 : size
        }
        return frame.isEmpty ? nil : frame
    }
}

/// The codec of merged blocks.
enum Zstd {
    /// What is shorter is not worth a frame's header.
    static let leastBytes = 32

    /// The content of a frame that holds exactly so many bytes.
    static func decompress(_ frame: ArraySlice<UInt8>, count: Int) throws(ByteReader.Malformed) -> [UInt8] {
        let bytes = frame.withUnsafeBytes { source in
            // The frame tells its own size: a header that claims more than it holds must not reserve memory.
            guard ZSTD_getFrameContentSize(source.baseAddress, source.count) == UInt64(count) else { return [UInt8]() }
            return [UInt8](unsafeUninitializedCapacity: count) { target, written in
                let size = ZSTD_decompress(target.baseAddress, count, source.baseAddress, source.count)
                written = ZSTD_isError(size) != 0 ? 0 : size
            }
        }
        guard bytes.count == count else { throw ByteReader.Malformed() }
        return bytes
    }
}
