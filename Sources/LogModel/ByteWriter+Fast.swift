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

    /// Appends a number with exactly so many digits, zeros before; needs room for them.
    @inlinable
    public mutating func appendReserved(digits value: UInt64, width: Int) {
        let pairs: StaticString = """
            0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
            5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
            """
        var (rest, at) = (value, length + width)
        while at >= length + 2 {
            at -= 2
            let pair = Int(rest % 100) &* 2
            rest /= 100
            base.storeBytes(of: pairs.utf8Start[pair], toByteOffset: at, as: UInt8.self)
            base.storeBytes(of: pairs.utf8Start[pair &+ 1], toByteOffset: at &+ 1, as: UInt8.self)
        }
        if at > length {
            base.storeBytes(of: 48 &+ UInt8(truncatingIfNeeded: rest % 10), toByteOffset: length, as: UInt8.self)
        }
        length += width
    }

    /// Appends a decimal number; needs room for 20 bytes.
    @inlinable
    public mutating func appendReserved(decimal value: UInt64) {
        appendReserved(digits: value, width: Self.digitCount(value))
    }

    /// The number of decimal digits.
    @inlinable
    static func digitCount(_ value: UInt64) -> Int {
        // What an event ID has from 2001 to 2286.
        if value >= 1_000_000_000_000_000, value < 10_000_000_000_000_000 { return 16 }
        var (digits, rest) = (1, value)
        while rest >= 10 {
            rest /= 10
            digits += 1
        }
        return digits
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
        var index = 0
        while index &+ 8 <= count {
            let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self).littleEndian
            target.storeBytes(of: word.littleEndian, toByteOffset: index, as: UInt64.self)
            let odd = JSONScan.special(word)
            if odd != 0 {
                index &+= odd.trailingZeroBitCount / 8
                length += index
                return index
            }
            index &+= 8
        }
        while index < count {
            let byte = source.load(fromByteOffset: index, as: UInt8.self)
            guard byte >= 0x20, byte < 0x80, byte != 0x22, byte != 0x5c else { break }
            target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            index &+= 1
        }
        length += index
        return index
    }
}
