internal import LogModel

/// The units of a journal entry, as `journalctl -u` sees them.
///
/// Source: `add_matches_for_unit` of systemd's logs-show.c. A claim on another unit counts only where a trusted
/// field vouches for it: PID 1 about any unit, root about any unit (OBJECT_), systemd-coredump about a crashed one.
/// Else any process could write into any unit's stream.
struct JournalUnits {
    /// MESSAGE_ID of systemd-coredump's messages.
    static let coredumpMessageID = "fc2e22bc6ee647b6b90729ab34a250b1"

    private(set) var units: [String] = []
    private(set) var userUnits: [Origin.UserUnit] = []
    private(set) var subject: String?

    /// From the fields of an entry that have to do with units; `coredumpUID` is the user systemd-coredump runs as.
    init(_ fields: [Field], coredumpUID: String?) {
        let values = Values(fields)
        let uid = values["_UID"]
        let isInit = values["_SYSTEMD_CGROUP"] == "/init.scope" || values["_PID"] == "1"
        let isCoredump =
            values["MESSAGE_ID"] == Self.coredumpMessageID && (uid == "0" || uid != nil && uid == coredumpUID)

        if isInit { subjectUnits(values.all("UNIT")) }
        if uid == "0" { subjectUnits(values.all("OBJECT_SYSTEMD_UNIT")) }
        if isCoredump { subjectUnits(values.all("COREDUMP_UNIT")) }
        subjectUnits(values.all("_SYSTEMD_UNIT"))
        for slice in values.all("_SYSTEMD_SLICE") where slice.hasSuffix(".slice") { add(slice) }

        guard let uid else { return }
        for unit in values.all("_SYSTEMD_USER_UNIT") + values.all("_SYSTEMD_USER_SLICE") { addUser(unit, uid) }
        for unit in values.all("USER_UNIT") { addUser(unit, uid) }
        for unit in values.all("COREDUMP_USER_UNIT") where values["MESSAGE_ID"] == Self.coredumpMessageID {
            addUser(unit, uid)
        }
        for unit in values.all("OBJECT_SYSTEMD_USER_UNIT") { addUser(unit, uid) }
    }

    private mutating func subjectUnits(_ names: [String]) {
        for name in names {
            add(name)
            subject = subject ?? name
        }
    }

    private mutating func add(_ name: String) {
        if !name.isEmpty, !units.contains(name) { units.append(name) }
    }

    private mutating func addUser(_ name: String, _ uid: String) {
        let unit = Origin.UserUnit(name: name, uid: uid)
        if !name.isEmpty, !userUnits.contains(unit) { userUnits.append(unit) }
    }

    private struct Values {
        private var values: [String: [String]] = [:]

        init(_ fields: [Field]) {
            for field in fields { values[field.name, default: []].append(field.text) }
        }

        subscript(name: String) -> String? { values[name]?.first }
        func all(_ name: String) -> [String] { values[name] ?? [] }
    }
}
