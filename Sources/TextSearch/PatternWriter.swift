/// Writes an expression for Vectorscan's byte mode: plain ASCII, without any option.
///
/// Its UTF-8 mode wants valid input, and a log has other. So characters are written as the bytes they are encoded in,
/// and the input is made to fit where that matters (`MessageRepair`): in it every byte from 0x80 on is part of a
/// well-formed sequence, an invalid byte `HH` being one of a number beyond Unicode. Then a character that is not ASCII
/// is a byte from 0xc0 on and the bytes 0x80…0xbf behind it, and a pattern that starts at a character stays at them.
struct PatternWriter {
    private(set) var text = ""
    /// Whether the expression tells characters from bytes: then input that is not UTF-8 has to be repaired.
    private(set) var needsRepair = false

    init(_ expression: Expression) {
        write(expression)
    }

    private mutating func write(_ expression: Expression) {
        switch expression {
        case .set(let set): write(set)
        case .sequence(let parts):
            for part in parts { writeGrouped(part) }
        case .choice(let parts):
            for (index, part) in parts.enumerated() {
                if index > 0 { text += "|" }
                write(part)
            }
        case .repeated(let part, let minimum, let maximum): write(part, minimum, maximum)
        case .assertion(let assertion): write(assertion)
        }
    }

    /// Alternatives between other parts want their parentheses.
    private mutating func writeGrouped(_ part: Expression) {
        guard case .choice = part else { return write(part) }
        text += "(?:"
        write(part)
        text += ")"
    }

    private mutating func write(_ part: Expression, _ minimum: Int, _ maximum: Int?) {
        if case .set(let set) = part, set.isWide, maximum == nil { return writeRun(of: set, atLeast: minimum) }
        text += "(?:"
        write(part)
        text += ")"
        switch (minimum, maximum) {
        case (0, nil): text += "*"
        case (1, nil): text += "+"
        case (0, 1): text += "?"
        case (let low, nil): text += "{\(low),}"
        case (let low, let high?): text += low == high ? "{\(low)}" : "{\(low),\(high)}"
        }
    }

    /// A run of any characters is a run of any bytes. One that must not be empty begins where a character does: what
    /// is before it may end within one.
    private mutating func writeRun(of set: SymbolSet, atLeast minimum: Int) {
        if minimum > 1 {
            writeWide(set)
            if minimum > 2 { text += "{\(minimum - 1)}" }
        }
        if minimum > 0 {
            needsRepair = true
            text += Self.class(set.ascii + [0xc0...0xff])
        }
        text += "\(Self.class(set.ascii + [0x80...0xff]))*"
    }

    private mutating func write(_ assertion: Expression.Assertion) {
        switch assertion {
        case .textStart: text += "^"
        case .lineStart: text += "(?m:^)"
        case .textEnd: text += "$"
        case .veryEnd: text += "\\z"
        case .lineEnd: text += "(?m:$)"
        case .wordBoundary: text += "\\b"
        case .noWordBoundary: text += "\\B"
        }
    }

    private mutating func write(_ set: SymbolSet) {
        if set.isWide { return writeWide(set) }
        var choices: [String] = []
        let ascii = set.ascii
        if !ascii.isEmpty { choices.append(Self.class(ascii)) }
        for range in set.beyondASCII {
            choices += UTF8Ranges.sequences(range).map { $0.map { Self.class([$0]) }.joined() }
        }
        for byte in set.rawBytes.sorted() { choices += [Self.class([byte...byte]), Self.invalid(byte)] }
        if set.hasInvalid { choices.append("\\xf4\\xb0[\\x82\\x83][\\x80-\\xbf]") }
        if set.hasInvalid || !set.rawBytes.isEmpty { needsRepair = true }
        // A class of nothing matches nothing; Vectorscan has no word for that, and 0xff is in no repaired text.
        if choices.isEmpty { (choices, needsRepair) = (["\\xff"], true) }
        text += choices.count == 1 ? choices[0] : "(?:\(choices.joined(separator: "|")))"
    }

    /// In repaired input the bytes 0x80…0xbf follow one from 0xc0 on and nothing else.
    private mutating func writeWide(_ set: SymbolSet) {
        needsRepair = true
        text += "(?:\(Self.class(set.ascii + [0xc0...0xff]))[\\x80-\\xbf]*)"
    }

    /// The sequence that stands for an invalid byte in repaired input.
    private static func invalid(_ byte: UInt8) -> String {
        MessageRepair.sequence(of: byte).map { self.class([$0...$0]) }.joined()
    }

    private static func `class`(_ ranges: [ClosedRange<UInt8>]) -> String {
        if ranges.count == 1, ranges[0].count == 1 { return hexadecimal(ranges[0].lowerBound) }
        let parts = ranges.map { range in
            range.count == 1
                ? hexadecimal(range.lowerBound) : "\(hexadecimal(range.lowerBound))-\(hexadecimal(range.upperBound))"
        }
        return "[\(parts.joined())]"
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = Array("0123456789abcdef")
        return "\\x\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }
}
