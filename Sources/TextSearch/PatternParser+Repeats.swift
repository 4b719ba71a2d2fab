extension PatternParser {
    /// How often, and how many characters say so.
    struct Bounds {
        var minimum: Int
        var maximum: Int?
        var length: Int
    }

    /// An item with the quantifier behind it, if there is one.
    mutating func quantified(_ item: Expression) throws(PatternError) -> Expression {
        guard let bounds = bounds(at: position) else { return item }
        let start = column
        position += bounds.length
        if sees("+") {
            let shown = String(String.UnicodeScalarView(text[(start - 1)...position]))
            throw .unsupported("possessive repeat", shown, at: start, instead: "leave the last `+` out")
        }
        _ = takes("?")
        if self.bounds(at: position) != nil { throw .malformed("a repeat repeats a repeat", at: column) }
        guard max(bounds.minimum, bounds.maximum ?? 0) <= PatternLimits.repeats else {
            throw PatternError("the repeat at column \(start) goes beyond \(PatternLimits.repeats); use `*` or `+`")
        }
        if let maximum = bounds.maximum, maximum < bounds.minimum {
            throw .malformed("the repeat's bounds are out of order", at: start)
        }
        if bounds.maximum == 0 { return .empty }
        guard case .assertion = item else {
            return .repeated(item, minimum: bounds.minimum, maximum: bounds.maximum)
        }
        return bounds.minimum == 0 ? .empty : item
    }

    /// The quantifier at a place; nil where there is none, as at a `{` that stands for itself.
    func bounds(at start: Int) -> Bounds? {
        guard start < text.count else { return nil }
        switch text[start] {
        case "*": return Bounds(minimum: 0, maximum: nil, length: 1)
        case "+": return Bounds(minimum: 1, maximum: nil, length: 1)
        case "?": return Bounds(minimum: 0, maximum: 1, length: 1)
        case "{": return braces(at: start)
        default: return nil
        }
    }

    private func braces(at start: Int) -> Bounds? {
        var at = start + 1
        guard let minimum = number(&at), at < text.count else { return nil }
        if text[at] == "}" { return Bounds(minimum: minimum, maximum: minimum, length: at + 1 - start) }
        guard text[at] == "," else { return nil }
        at += 1
        let maximum = number(&at)
        guard at < text.count, text[at] == "}" else { return nil }
        return Bounds(minimum: minimum, maximum: maximum, length: at + 1 - start)
    }

    private func number(_ at: inout Int) -> Int? {
        var value: Int?
        while at < text.count, ("0"..."9").contains(text[at]) {
            value = min((value ?? 0) * 10 + Int(text[at].value - 48), 1 << 20)
            at += 1
        }
        return value
    }
}
