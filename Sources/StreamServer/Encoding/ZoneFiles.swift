internal import LogModel
internal import Synchronization
internal import SystemIO

/// Time zones: fixed ones, and those of the host's database, each read once.
enum ZoneFiles {
    private static let known = Mutex<[String: ZoneRules]>([:])

    /// A zone by its name or its distance from UTC; nil where there is none.
    static func zone(_ text: String) -> ZoneRules? {
        ZoneOffset(text: text).map { ZoneRules(name: text, offset: $0.seconds) } ?? rules(text)
    }

    /// A zone by its IANA name; nil for one that the host does not have. Reads a small file the first time.
    static func rules(_ name: String) -> ZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        guard isName(name), let bytes = Environment.zoneFile(name), let rules = ZoneRules(name: name, file: bytes)
        else { return nil }
        known.withLock { known in
            if known.count < Limits.zones { known[name] = rules }
        }
        return rules
    }

    /// Parts of letters, digits, `_`, `+`, `-`, with `/` between them: nothing that leaves the database's directory.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 64
            && text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty
                    && part.allSatisfy { byte in
                        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                    }
            }
    }
}
