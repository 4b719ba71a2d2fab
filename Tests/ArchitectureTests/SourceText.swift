/// A Swift source split into what the compiler runs and what people read, line by line, so that a rule about
/// code is not triggered by a comment or a string literal, and a rule about comments not by code.
struct SourceText {
    /// The lines with comments and the text of string literals left out; interpolated code stays.
    let code: [Substring]
    /// The comments of each line.
    let comments: [Substring]

    init(_ source: String) {
        var scanner = Scanner(bytes: Array(source.utf8))
        scanner.scanCode(inInterpolation: false)
        code = Self.lines(scanner.code)
        comments = Self.lines(scanner.comments)
    }

    private static func lines(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }
}

/// A lexer that knows just enough of "The Swift Programming Language", Lexical Structure.
private struct Scanner {
    let bytes: [UInt8]
    var position = 0
    var code: [UInt8] = []
    var comments: [UInt8] = []

    private static let newline = UInt8(ascii: "\n")

    var isAtEnd: Bool { position >= bytes.count }

    /// Whether the source goes on with this text.
    func sees(_ text: StaticString) -> Bool {
        sees(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    func sees(_ text: some Collection<UInt8>) -> Bool { bytes[position...].starts(with: text) }

    /// Keeps a byte as code; a line end goes to both sides, so that they stay in step.
    mutating func take() {
        code.append(bytes[position])
        if bytes[position] == Self.newline { comments.append(Self.newline) }
        position += 1
    }

    /// Passes bytes of a literal by.
    mutating func skip(_ count: Int = 1) {
        for _ in 0..<min(count, bytes.count - position) {
            if bytes[position] == Self.newline {
                code.append(Self.newline)
                comments.append(Self.newline)
            }
            position += 1
        }
    }

    /// Scans to the end, or to the parenthesis that closes an interpolation.
    mutating func scanCode(inInterpolation: Bool) {
        var depth = 0
        while !isAtEnd {
            if scanComment() || scanString() || scanRawIdentifier() { continue }
            if bytes[position] == UInt8(ascii: "(") { depth += 1 }
            if bytes[position] == UInt8(ascii: ")") {
                if depth == 0, inInterpolation { return }
                depth -= 1
            }
            take()
        }
    }

    mutating func scanComment() -> Bool {
        if sees("//") {
            while !isAtEnd, bytes[position] != Self.newline { keepComment() }
            return true
        }
        guard sees("/*") else { return false }
        var depth = 0
        repeat {
            let (opens, closes) = (sees("/*"), sees("*/"))
            depth += opens ? 1 : closes ? -1 : 0
            for _ in 0..<(opens || closes ? 2 : 1) { keepComment() }
        } while depth > 0 && !isAtEnd
        return true
    }

    mutating func keepComment() {
        guard !isAtEnd else { return }
        comments.append(bytes[position])
        if bytes[position] == Self.newline { code.append(Self.newline) }
        position += 1
    }

    /// A raw identifier (SE-0451), such as a test's name, is text and no code.
    mutating func scanRawIdentifier() -> Bool {
        guard sees("`") else { return false }
        repeat { skip() } while !isAtEnd && !sees("`")
        skip()
        return true
    }

    mutating func scanString() -> Bool {
        let pounds = bytes[position...].prefix { $0 == UInt8(ascii: "#") }
        guard bytes[pounds.endIndex...].first == UInt8(ascii: "\"") else { return false }
        let isMultiline = bytes[pounds.endIndex...].starts(with: "\"\"\"".utf8)
        let quotes = Array((isMultiline ? "\"\"\"" : "\"").utf8)
        let escape = [UInt8(ascii: "\\")] + pounds
        skip(pounds.count + quotes.count)
        while !isAtEnd, !sees(quotes + pounds) {
            if sees(escape + [UInt8(ascii: "(")]) {
                skip(escape.count + 1)
                scanCode(inInterpolation: true)
                skip()
            } else {
                skip(sees(escape) ? escape.count + 1 : 1)
            }
        }
        skip(quotes.count + pounds.count)
        code += Array("\"\"".utf8)
        return true
    }
}
