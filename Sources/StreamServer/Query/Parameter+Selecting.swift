internal import LogModel

extension Parameter {
    /// Which events by where they come from, and how severe they are.
    static let selecting: [Parameter] = [
        pattern("unit", "u", "UNIT", "UNIT or UNIT.service, a glob, or !UNIT to leave out", ["nginx", "ssh*", "!cron"])
        {
            $0.units.append($1)
        },
        pattern("user-unit", nil, "UNIT", "a unit of a user, of any unless uid narrows", ["app.service"]) {
            $0.userUnits.append($1)
        },
        pattern("identifier", "t", "NAME", "the syslog identifier, a glob, or !NAME", ["sshd", "systemd*"]) {
            $0.identifiers.append($1)
        },
        pattern("host", "H", "NAME", "the host, a glob, or !NAME", ["web1", "web*"]) { $0.hosts.append($1) },
        Parameter(
            "boot",
            "b",
            "BOOT",
            "0 the newest, -1 the one before, +1 the oldest, all, a boot ID, or !BOOT",
            .text(.boot, Limits.nameBytes),
            examples: ["0", "-1", "c39ef16dd350464fab0ded3bfe5f8830"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            if let boot = try given.boot {
                query.conditions.boots.append(boot)
            } else {
                query.conditions.namesAllBoots = true
            }
        },
        Parameter(
            "priority",
            "p",
            "PRIO",
            "this and more severe: err; a range: warning..err; or !PRIO to leave out",
            .text(.priority, 33),
            examples: ["err", "warning..err", "3", "!info..debug"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            let (set, isExcluded) = try given.priorities
            if isExcluded {
                query.conditions.hiddenPriorities = query.conditions.hiddenPriorities?.union(set) ?? set
            } else {
                query.conditions.priorities = query.conditions.priorities?.union(set) ?? set
            }
        },
        Parameter(
            "facility",
            nil,
            "NAME",
            "the syslog facility, or several with commas; !NAME to leave out",
            .text(.facility, Limits.nameBytes),
            examples: ["kern", "auth,authpriv", "!cron", "16"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            query.conditions.facilities += try given.facilities
        },
        Parameter(
            "uid",
            nil,
            "NUMBER",
            "of processes of this user, or !NUMBER",
            .text(.user, 11),
            examples: ["1000", "!0"],
            isRepeatable: true
        ) { given, query throws(Problem) in
            query.conditions.users.append(try given.user)
        },
        Parameter("k", nil, "", "the kernel's messages, of the newest boot unless boot tells another", .boolean) {
            given,
            query throws(Problem) in
            query.conditions.isKernel = try given.boolean
        },
    ]

    /// A parameter that takes names and globs.
    private static func pattern(
        _ name: String,
        _ short: String?,
        _ value: String,
        _ what: String,
        _ examples: [String],
        add: @escaping @Sendable (inout Conditions, String) -> Void
    ) -> Parameter {
        Parameter(name, short, value, what, .text(.name, Limits.nameBytes), examples: examples, isRepeatable: true) {
            given,
            query throws(Problem) in
            add(&query.conditions, try given.pattern)
        }
    }
}
