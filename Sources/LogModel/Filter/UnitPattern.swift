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

/// Units to show: any that one of the included patterns names (all when there are none), and none that one of the
/// excluded names. System units and user units are told apart by the pattern, never by the name.
public struct UnitSelection: Hashable, Sendable {
    /// Patterns of which one, of these or of `includedUser`, must match.
    public var included: [UnitPattern]
    /// Patterns of which none may match.
    public var excluded: [UnitPattern]
    /// Patterns for user units, of whatever user.
    public var includedUser: [UnitPattern]
    /// Patterns for user units of which none may match.
    public var excludedUser: [UnitPattern]

    /// A selection.
    public init(
        included: [UnitPattern] = [],
        excluded: [UnitPattern] = [],
        includedUser: [UnitPattern] = [],
        excludedUser: [UnitPattern] = []
    ) {
        (self.included, self.excluded) = (included, excluded)
        (self.includedUser, self.excludedUser) = (includedUser, excludedUser)
    }

    /// From the values of the repeated parameters for system and for user units, where a leading `!` excludes.
    public init(parameters: [String], user: [String] = []) {
        let (system, own) = (Self.parted(parameters), Self.parted(user))
        self.init(
            included: system.included,
            excluded: system.excluded,
            includedUser: own.included,
            excludedUser: own.excluded
        )
    }

    private static func parted(_ texts: [String]) -> (included: [UnitPattern], excluded: [UnitPattern]) {
        let excluded = texts.filter { $0.hasPrefix("!") }.map { UnitPattern(String($0.dropFirst())) }
        return (texts.filter { !$0.hasPrefix("!") }.map { UnitPattern($0) }, excluded)
    }

    /// Whether an origin is shown.
    public func matches(_ origin: Origin) -> Bool {
        if excluded.contains(where: { pattern in origin.units.contains { pattern.matches($0) } }) { return false }
        if excludedUser.contains(where: { pattern in origin.userUnits.contains { pattern.matches($0.name) } }) {
            return false
        }
        if included.isEmpty, includedUser.isEmpty { return true }
        return included.contains { pattern in origin.units.contains { pattern.matches($0) } }
            || includedUser.contains { pattern in origin.userUnits.contains { pattern.matches($0.name) } }
    }
}
