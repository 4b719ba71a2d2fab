internal import LogModel

extension ByteWriter {
    /// Appends a size as systemd's FORMAT_BYTES() has it: `53B`, `1.2K`, `3.0M`.
    mutating func append(byteSize size: UInt64) {
        let units: [(shift: UInt64, letter: UInt8)] = [
            (60, UInt8(ascii: "E")), (50, UInt8(ascii: "P")), (40, UInt8(ascii: "T")), (30, UInt8(ascii: "G")),
            (20, UInt8(ascii: "M")), (10, UInt8(ascii: "K")),
        ]
        guard let unit = units.first(where: { size >= 1 << $0.shift }) else {
            append(decimal: size)
            append("B")
            return
        }
        append(decimal: size >> unit.shift)
        append(".")
        append(decimal: (size >> (unit.shift - 10)) * 10 / 1024 % 10)
        append(byte: unit.letter)
    }
}
