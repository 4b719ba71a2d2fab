/// A member of a header field that lists what a client takes, with how much it likes it (RFC 9110 §12.4.2).
struct WeightedName: Hashable, Sendable {
    /// In lower case, without parameters.
    let name: String
    /// In thousandths: 0 is refused.
    let weight: Int

    /// The members of a field, in their order.
    static func all(in value: String) -> [WeightedName] {
        value.lowercased().split(separator: ",").compactMap { member in
            let parts = member.split(separator: ";").map { trimmed($0) }
            guard let name = parts.first else { return nil }
            return WeightedName(name: name, weight: parts.dropFirst().lazy.compactMap { weight($0) }.first ?? 1000)
        }
    }

    /// `q=0.5` as thousandths.
    private static func weight(_ parameter: String) -> Int? {
        guard parameter.hasPrefix("q="), let value = Double(parameter.dropFirst(2)), value >= 0, value <= 1 else {
            return nil
        }
        return Int((value * 1000).rounded())
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
