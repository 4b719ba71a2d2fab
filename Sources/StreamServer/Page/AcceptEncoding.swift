/// What a client says of compressed answers (RFC 9110 §12.5.3).
struct AcceptEncoding: Sendable {
    /// Whether it wants gzip, rather than the bytes as they are.
    let takesGzip: Bool

    /// Reads all values of the header together; an absent one takes the bytes as they are.
    init(_ value: String?) {
        var quality: [String: Int] = [:]
        for coding in WeightedName.all(in: value ?? "") {
            quality[coding.name == "x-gzip" ? "gzip" : coding.name] = coding.weight
        }
        let gzip = quality["gzip"] ?? quality["*"] ?? 0
        takesGzip = gzip > 0 && gzip >= quality["identity"] ?? 0
    }
}
