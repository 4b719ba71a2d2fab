/// A unit as a person names it: `X` is unit `X` or `X.service`; a glob is any unit it matches.
public struct UnitPattern: Hashable, Sendable {
    /// As written.
    public let text: String
    private let glob: Glob?
    private let service: String

    /// From a name or a glob.
    public init(_ text: String) {
        self.text = text
        glob = Glob.isPattern(text) ? Glob(text) : nil
        service = text + ".service"
    }

    /// Whether a unit of this name is meant.
    public func matches(_ unit: String) -> Bool {
        if let glob { return glob.matches(unit) }
        return unit == text || unit == service
    }
}

/// Units to show: any that one of `included` names (all when empty), and none that one of `excluded` names.
public struct UnitSelection: Hashable, Sendable {
    /// Patterns of which one must match.
    public var included: [UnitPattern]
    /// Patterns of which none may match.
    public var excluded: [UnitPattern]

    /// A selection.
    public init(included: [UnitPattern] = [], excluded: [UnitPattern] = []) {
        (self.included, self.excluded) = (included, excluded)
    }

    /// From the values of a repeated parameter, where a leading `!` excludes.
    public init(parameters: [String]) {
        self.init(
            included: parameters.filter { !$0.hasPrefix("!") }.map { UnitPattern($0) },
            excluded: parameters.filter { $0.hasPrefix("!") }.map { UnitPattern(String($0.dropFirst())) }
        )
    }

    /// Whether an origin with these units is shown.
    public func matches(_ units: [String]) -> Bool {
        if excluded.contains(where: { pattern in units.contains { pattern.matches($0) } }) { return false }
        return included.isEmpty || included.contains { pattern in units.contains { pattern.matches($0) } }
    }
}
