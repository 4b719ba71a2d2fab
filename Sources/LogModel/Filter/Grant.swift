/// What a reader may see: the events of the units that its patterns name. Nil, where a filter has none, is everything.
///
/// An event is granted if any of its units is. Slices hold most of a host, so that a pattern reaches those members of
/// the unit set only where it ends in `.slice` itself. Events without a unit, a service's own `*` apart, are nobody's.
public struct Grant: Hashable, Sendable {
    /// Each must grant: a credential on a socket narrows what the socket grants.
    private var clauses: [[Pattern]]

    private struct Pattern: Hashable, Sendable {
        let unit: UnitPattern
        let isOfSlices: Bool

        init(_ text: String) {
            unit = UnitPattern(text)
            isOfSlices = text.hasSuffix(".slice")
        }

        func matches(_ name: String) -> Bool {
            isOfSlices == name.hasSuffix(".slice") && unit.matches(name)
        }
    }

    /// From unit patterns; nil where one of them is `*`, which grants everything.
    public init?(_ patterns: [String]) {
        if patterns.contains("*") { return nil }
        clauses = [patterns.map { Pattern($0) }]
    }

    /// What both grant; nil is everything.
    public static func both(_ left: Grant?, _ right: Grant?) -> Grant? {
        guard var both = left else { return right }
        for clause in right?.clauses ?? [] where !both.clauses.contains(clause) { both.clauses.append(clause) }
        return both
    }

    /// Whether events of an origin are granted.
    public func matches(_ origin: Origin) -> Bool {
        clauses.allSatisfy { clause in
            clause.contains { pattern in origin.units.contains { pattern.matches($0) } }
        }
    }

    /// Whether gaps of an origin are: they tell of a journal only a reason and a count, of a file also its name.
    public func matchesGap(of origin: Origin) -> Bool {
        origin.units.isEmpty && !origin.input.hasPrefix("file:") || matches(origin)
    }

    /// Whether a unit of this name is granted by its name alone.
    public func names(_ unit: String) -> Bool {
        clauses.allSatisfy { $0.contains { $0.matches(unit) } }
    }

    /// Whether a unit that `pattern` names could be granted; false only where no name can be both.
    ///
    /// A grant of a slice holds units of any name.
    public func mayMatch(_ pattern: String) -> Bool {
        clauses.allSatisfy { clause in
            clause.contains { $0.isOfSlices || Self.mayMeet(pattern, $0) }
        }
    }

    private static func mayMeet(_ text: String, _ pattern: Pattern) -> Bool {
        guard Glob.isPattern(text) else { return pattern.matches(text) || pattern.matches(text + ".service") }
        let (left, right) = (literalStart(text), literalStart(pattern.unit.text))
        return left.starts(with: right) || right.starts(with: left)
    }

    /// The bytes that every name begins with which a glob matches.
    private static func literalStart(_ text: String) -> Substring.UTF8View {
        Substring(text).utf8.prefix { byte in
            byte != UInt8(ascii: "*") && byte != UInt8(ascii: "?") && byte != UInt8(ascii: "[")
                && byte != UInt8(ascii: "\\")
        }
    }
}
