internal import CLinux

/// CRC-32C, by the processor's instruction where there is one: ~20 GB/s.
public enum Checksum {
    /// The checksum of bytes, continuing from `seed` (0 to begin).
    @inline(__always)
    public static func crc32c(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        guard let start = bytes.baseAddress else { return seed }
        return clinux_crc32c(seed, start, bytes.count)
    }
}
