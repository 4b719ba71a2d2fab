/// The own fields of one event, found in the bytes that hold them; the memory is kept from event to event.
struct OwnFields {
    /// One field: `NAME` and `value` are ranges of the column's bytes.
    struct Slot {
        let name: Range<Int>
        let value: Range<Int>
    }

    private(set) var slots: [Slot] = []
    /// Whether two fields may have the same name.
    private(set) var mayRepeat = false

    /// Forgets the fields of the last event.
    mutating func clear() {
        if !slots.isEmpty { slots.removeAll(keepingCapacity: true) }
        mayRepeat = false
    }

    /// Finds the fields in a range; what is not in the form that `EventColumns` describes ends them.
    mutating func read(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        slots.removeAll(keepingCapacity: true)
        mayRepeat = false
        var seen: UInt64 = 0
        var index = range.lowerBound
        while index < range.upperBound {
            var (length, shift) = (0, 0)
            while index < range.upperBound {
                let byte = bytes[index]
                index += 1
                length |= Int(byte & 0x7f) << shift
                shift += 7
                if byte < 0x80 || shift > 35 { break }
            }
            guard length > 0, length <= range.upperBound - index else { return }
            let end = index + length
            var equals = index
            while equals < end, bytes[equals] != UInt8(ascii: "=") { equals += 1 }
            guard equals > index, equals < end else { return }
            slots.append(Slot(name: index..<equals, value: equals + 1..<end))
            let bit = Self.mark(bytes, index..<equals)
            if seen & bit != 0 { mayRepeat = true }
            seen |= bit
            index = end
        }
    }

    /// The value of the first field of this name.
    func first(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        let wanted = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        for slot in slots where slot.name.count == wanted.count {
            if UnsafeRawBufferPointer(rebasing: bytes[slot.name]).elementsEqual(wanted) {
                return UnsafeRawBufferPointer(rebasing: bytes[slot.value])
            }
        }
        return nil
    }

    /// One bit of 64 for a name: equal names have equal bits, so a bit seen once tells that none repeats.
    private static func mark(_ bytes: UnsafeRawBufferPointer, _ name: Range<Int>) -> UInt64 {
        let sum =
            UInt64(name.count) &* 31 &+ UInt64(bytes[name.upperBound - 1]) &* 7
            &+ UInt64(bytes[(name.lowerBound + name.upperBound) / 2]) &* 3 &+ UInt64(bytes[name.lowerBound])
        return 1 << (sum & 63)
    }
}
