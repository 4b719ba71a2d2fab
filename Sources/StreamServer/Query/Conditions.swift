internal import LogModel

/// What events a request asks for, as written: by its parameters, or by the terms of `q`.
///
/// Values of one condition are alternatives, different conditions must all hold.
struct Conditions: Hashable, Sendable {
    /// Patterns of system units, a leading `!` excluding.
    var units: [String] = []
    /// Patterns of user units, a leading `!` excluding.
    var userUnits: [String] = []
    /// Patterns of SYSLOG_IDENTIFIER, a leading `!` excluding.
    var identifiers: [String] = []
    /// Patterns of _HOSTNAME, a leading `!` excluding.
    var hosts: [String] = []
    /// Boots; empty means all.
    var boots: [BootChoice] = []
    /// Whether `boot=all` stands there, which only `k` without it is not.
    var namesAllBoots = false
    /// Numbers of users as decimal text, a leading `!` excluding.
    var users: [String] = []
    /// Numbers of facilities as decimal text, a leading `!` excluding.
    var facilities: [String] = []
    /// The kernel's own messages alone.
    var isKernel = false
    /// The priorities to show; nil shows all events, those without priority included.
    var priorities: PrioritySet?
    /// The priorities to leave out.
    var hiddenPriorities: PrioritySet?
    /// The earliest time.
    var since: Timestamp?
    /// The latest time.
    var until: Timestamp?
    /// Any field of the journal.
    var matches: [FieldMatch] = []
    /// What the message must hold, or must not.
    var patterns: [TextPattern] = []

    /// `FIELD=value`.
    struct FieldMatch: Hashable, Sendable {
        let name: String
        let value: String
        var isExcluded = false
    }

    /// Whether events of a boot are asked for, or the kernel's, which without a boot are the present one's.
    var needsBoots: Bool { boots.contains { $0.isRelative } || isKernel && !namesBoots }
    /// Whether something is said of boots.
    var namesBoots: Bool { namesAllBoots || !boots.isEmpty }

    /// Adds these conditions to a filter; `order` lists the log's boots where `needsBoots`.
    func add(to filter: inout EventFilter, boots order: [String]) {
        if !units.isEmpty || !userUnits.isEmpty {
            filter.units.append(UnitSelection(parameters: units, user: userUnits))
        }
        for (name, values) in [
            ("SYSLOG_IDENTIFIER", identifiers), ("_HOSTNAME", hosts), ("_UID", users), ("SYSLOG_FACILITY", facilities),
        ] where !values.isEmpty {
            filter.fields.append(FieldCondition(name, parameters: values))
        }
        if isKernel { filter.fields.append(FieldCondition("_TRANSPORT", parameters: ["kernel"])) }
        if !boots.isEmpty { filter.fields.append(BootChoice.condition(boots, order)) }
        filter.fields += fieldConditions
        if let shown = shownPriorities {
            filter.priorities = filter.priorities.map { $0.intersection(shown) } ?? shown
        }
        if let since { filter.since = max(filter.since ?? .distantPast, since) }
        if let until { filter.until = min(filter.until ?? .distantFuture, until) }
        filter.patterns += patterns
    }

    private var shownPriorities: PrioritySet? {
        guard let hiddenPriorities else { return priorities }
        return (priorities ?? .all).subtracting(hiddenPriorities)
    }

    /// One condition for each field, in the order in which they were named.
    private var fieldConditions: [FieldCondition] {
        var names: [String] = []
        for match in matches where !names.contains(match.name) { names.append(match.name) }
        return names.map { name in
            let values = matches.filter { $0.name == name }
            return FieldCondition(
                name,
                included: values.filter { !$0.isExcluded }.map { .bytes(Array($0.value.utf8)) },
                excluded: values.filter(\.isExcluded).map { .bytes(Array($0.value.utf8)) }
            )
        }
    }
}
