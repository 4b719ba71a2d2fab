/// Stores without a check for room each: the caller has reserved it.
extension ByteWriter {
    /// Appends up to eight bytes, the low ones of a word; needs room for eight.
    @inlinable
    public mutating func appendReserved(_ word: UInt64, count: Int) {
        base.storeBytes(of: word.littleEndian, toByteOffset: length, as: UInt64.self)
        length += count
    }

    /// Appends bytes for which there is room.
    @inlinable
    public mutating func appendReserved(_ bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress else { return }
        (base + length).copyMemory(from: start, byteCount: bytes.count)
        length += bytes.count
    }

    /// Appends a literal for which there is room.
    @inlinable
    public mutating func appendReserved(_ text: StaticString) {
        (base + length).copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        length += text.utf8CodeUnitCount
    }

    /// Appends once more what stands at an offset; needs room for it, and for up to 15 bytes beyond.
    @inlinable
    @inline(__always)
    public mutating func appendReserved(copyOf offset: Int, count: Int) {
        var done = 0
        while done < count {
            let part = base.loadUnaligned(fromByteOffset: offset &+ done, as: SIMD2<UInt64>.self)
            base.storeBytes(of: part, toByteOffset: length &+ done, as: SIMD2<UInt64>.self)
            done &+= 16
        }
        length += count
    }

    /// Appends a number below 1,000,000 with six digits; needs room for eight.
    @inlinable
    @inline(__always)
    public mutating func appendReserved(sixDigits value: UInt64) {
        appendReserved(DecimalDigits.eight(value &* 100), count: 6)
    }

    /// Appends a decimal number; needs room for 20 bytes.
    @inlinable
    @inline(__always)
    public mutating func appendReserved(decimal value: UInt64) {
        // What an event ID has from 2001 to 2286.
        if value >= 1_000_000_000_000_000, value < 10_000_000_000_000_000 {
            let high = value / 100_000_000
            appendReserved(DecimalDigits.eight(high), count: 8)
            appendReserved(DecimalDigits.eight(value &- high &* 100_000_000), count: 8)
        } else {
            append(decimal: value)
        }
    }

    /// Copies the bytes that stand in a JSON string as they are, up to the first that does not, and returns how many.
    ///
    /// Scan and copy in one pass, eight bytes at a time: what is copied beyond the result is overwritten later.
    @inlinable
    public mutating func append(plainPrefixOf bytes: UnsafeRawBufferPointer) -> Int {
        let count = bytes.count
        guard let source = bytes.baseAddress else { return 0 }
        reserve(count + 8)
        let target = base + length
        if count < 8 { return append(fewPlainBytes: bytes) }
        var index = 0
        while index &+ 32 <= count {
            let words = source.loadUnaligned(fromByteOffset: index, as: SIMD4<UInt64>.self)
            target.storeBytes(of: words, toByteOffset: index, as: SIMD4<UInt64>.self)
            if JSONScan.holdsSpecial(words) { break }
            index &+= 32
        }
        while index < count {
            // The last word overlaps what was found plain before it.
            let start = min(index, count &- 8)
            let word = source.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
            target.storeBytes(of: word.littleEndian, toByteOffset: start, as: UInt64.self)
            let odd = JSONScan.special(word)
            index = start &+ (odd == 0 ? 8 : odd.trailingZeroBitCount / 8)
            if odd != 0 { break }
        }
        length += index
        return index
    }

    /// The same for fewer than eight bytes, for which there is room.
    @inlinable
    mutating func append(fewPlainBytes bytes: UnsafeRawBufferPointer) -> Int {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            guard byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5c else { break }
            base.storeBytes(of: byte, toByteOffset: length, as: UInt8.self)
            length += 1
            index += 1
        }
        return index
    }
}
