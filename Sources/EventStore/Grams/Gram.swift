/// Runs of four and of five bytes of a text, ASCII letters folded to lower case, each as a hash of 32 bits.
///
/// Four, because no literal that is looked up is shorter. Five, because four digits in a row stand in every large
/// block, decimal or hexadecimal ones, and the numbers, addresses and names that people look for are made of them.
enum Gram {
    /// The least length of a literal that is looked up: what is shorter stands in nearly every block.
    static let leastLiteral = 4

    /// All of them, those of four and of five bytes in turns.
    @inline(__always)
    static func forEach(in text: UnsafeRawBufferPointer, _ body: (UInt32) -> Void) {
        var window: UInt64 = 0
        for index in 0..<text.count {
            window = window << 8 | folded(text[index])
            if index >= 3 { body(hash(window & 0xffff_ffff)) }
            if index >= 4 { body(hash(window & 0xff_ffff_ffff)) }
        }
    }

    @inline(__always)
    private static func folded(_ byte: UInt8) -> UInt64 {
        UInt64(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }

    @inline(__always)
    private static func hash(_ gram: UInt64) -> UInt32 {
        // Fibonacci hashing: the high bits depend on all of the gram.
        UInt32(truncatingIfNeeded: ((gram &+ 1) &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
