/// What all lines of one process have in common: its input, its trusted fields, and the units it belongs to.
///
/// Origins are interned per block; filters on units, host, boot and process are decided once per origin.
public struct Origin: Hashable, Sendable {
    /// The input the event came through, such as `journal` or `file:/var/log/app.log`.
    public let input: String
    /// Trusted fields and SYSLOG_IDENTIFIER, in the order of the entry; names may repeat.
    public let fields: [Field]
    /// The system units `journalctl -u` would show the event under; for a file, its configured unit.
    public let units: [String]
    /// The user units of `journalctl --user-unit`, never part of `units`.
    public let userUnits: [UserUnit]
    /// The unit that the message is about; one of `units` when there is any.
    public let subject: String?

    /// A user unit, which only together with its user names something.
    public struct UserUnit: Hashable, Sendable {
        /// The unit's name.
        public let name: String
        /// The user's number as the entry has it (`_UID`).
        public let uid: String

        /// A unit of a user.
        public init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }
    }

    /// All parts; `subject` defaults to the first unit.
    public init(
        input: String,
        fields: [Field] = [],
        units: [String] = [],
        userUnits: [UserUnit] = [],
        subject: String? = nil
    ) {
        self.input = input
        self.fields = fields
        self.units = units
        self.userUnits = userUnits
        self.subject = subject ?? units.first
    }

    /// Whether its events are entries of a journal: each of those has the source of its sequence number, and so a cursor.
    public var isOfEntries: Bool { fields.contains { $0.bytes.starts(with: Self.sequenceLead) } }

    private static let sequenceLead = Array("__SEQNUM_ID=".utf8)

    /// The text of the first field of this name.
    public func first(_ name: String) -> String? {
        let wanted = Array(name.utf8)
        return fields.first { $0.nameLength == wanted.count && $0.bytes.starts(with: wanted) }?.text
    }
}
