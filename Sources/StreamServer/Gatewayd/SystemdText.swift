/// Numbers, booleans and time spans as systemd's clients may write them (parse-util.c and time-util.c of 252).
enum SystemdText {
    /// safe_atoi64(): white space before, a sign, `0x`, `0o`, `0b` or a leading `0`, and nothing after.
    static func signed(_ text: some StringProtocol) -> Int64? {
        guard let (isNegative, magnitude) = number(text) else { return nil }
        if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// safe_atou64(): the same, not below zero.
    static func unsigned(_ text: some StringProtocol) -> UInt64? {
        guard let (isNegative, magnitude) = number(text), !isNegative || magnitude == 0 else { return nil }
        return magnitude
    }

    /// parse_boolean(); an empty text is nil here, and true where gatewayd reads arguments.
    static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "1", "yes", "y", "true", "t", "on": true
        case "0", "no", "n", "false", "f", "off": false
        default: nil
        }
    }

    /// parse_sec() without `infinity`: a sum of numbers with units, `90`, `1.5`, `2min 3s`; in µs.
    static func seconds(_ text: some StringProtocol) -> UInt64? {
        var rest = Substring(text).drop(while: isSpace)
        guard !rest.isEmpty else { return nil }
        var total: UInt64 = 0
        while !rest.isEmpty {
            guard let span = takeSpan(&rest) else { return nil }
            let (sum, isOver) = total.addingReportingOverflow(span)
            if isOver { return nil }
            total = sum
        }
        return total
    }

    /// Takes a number, its unit, and the white space between and after.
    private static func takeSpan(_ rest: inout Substring) -> UInt64? {
        let digits = takeDigits(&rest)
        var fraction: Substring = ""
        if rest.first == "." {
            rest = rest.dropFirst()
            fraction = takeDigits(&rest)
        }
        guard !digits.isEmpty || !fraction.isEmpty, let whole = digits.isEmpty ? 0 : UInt64(digits) else { return nil }
        rest = rest.drop(while: isSpace)
        let name = rest.prefix { !isSpace($0) && !isDigit($0) }
        guard let unit = unit(name) else { return nil }
        rest = rest.dropFirst(name.count).drop(while: isSpace)
        return span(whole, fraction, unit)
    }

    private static func takeDigits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix(while: isDigit)
        rest = rest.dropFirst(digits.count)
        return digits
    }

    private static func span(_ whole: UInt64, _ fraction: Substring, _ unit: UInt64) -> UInt64? {
        let (product, isOver) = whole.multipliedReportingOverflow(by: unit)
        var (part, place) = (UInt64(0), unit)
        for digit in fraction.utf8.prefix(18) {
            place /= 10
            part += UInt64(digit - 48) * place
        }
        let (sum, isOverSum) = product.addingReportingOverflow(part)
        return isOver || isOverSum ? nil : sum
    }

    private static func unit(_ name: Substring) -> UInt64? {
        switch name {
        case "us", "usec", "µs", "μs": 1
        case "ms", "msec": 1000
        case "", "s", "sec", "second", "seconds": 1_000_000
        case "m", "min", "minute", "minutes": 60_000_000
        case "h", "hr", "hour", "hours": 3_600_000_000
        case "d", "day", "days": 86_400_000_000
        case "w", "week", "weeks": 604_800_000_000
        case "M", "month", "months": 2_629_800_000_000
        case "y", "year", "years": 31_557_600_000_000
        default: nil
        }
    }

    private static func number(_ text: some StringProtocol) -> (isNegative: Bool, magnitude: UInt64)? {
        var digits = Substring(text).drop(while: isSpace)
        let isNegative = digits.first == "-"
        if isNegative || digits.first == "+" { digits = digits.dropFirst() }
        var radix = 10
        switch digits.prefix(2).lowercased() {
        case "0x": (radix, digits) = (16, digits.dropFirst(2))
        case "0o": (radix, digits) = (8, digits.dropFirst(2))
        case "0b": (radix, digits) = (2, digits.dropFirst(2))
        default: if digits.count > 1, digits.first == "0" { radix = 8 }
        }
        // UInt64(_:radix:) takes a sign of its own.
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(digits, radix: radix).map { (isNegative, $0) }
    }

    private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\n" || character == "\r"
    }
}
