internal import LogModel

/// `access.json`: the credentials, readable for an administrator, who may take a line out while the agent is stopped.
///
/// `{"version":1,"entries":[{"name":"ci","kind":"token","sha256":"…","units":["nginx*"],"created":µs,"expires":µs},…]}`
enum AccessFile {
    /// The file is not what was written.
    struct Damaged: Error, CustomStringConvertible {
        let description: String
    }

    static func bytes(_ entries: [AccessEntry]) -> [UInt8] {
        var out = ByteWriter(capacity: 256 * entries.count + 64)
        out.append("{\"version\":1,\"entries\":[")
        for (index, entry) in entries.enumerated() {
            out.append(index == 0 ? "\n" : ",\n")
            value(entry).write(into: &out)
        }
        out.append("\n]}\n")
        return out.bytes
    }

    static func entries(_ bytes: [UInt8]) throws(Damaged) -> [AccessEntry] {
        guard let document = JSONValue(parsing: bytes), case .number(1)? = document["version"],
            case .array(let list)? = document["entries"], list.count <= Limits.credentials
        else { throw Damaged(description: "it is no list of credentials of version 1") }
        var entries: [AccessEntry] = []
        for value in list {
            guard let entry = entry(value), !entries.contains(where: { $0.name == entry.name }) else {
                throw Damaged(description: "entry \(entries.count + 1) is none")
            }
            entries.append(entry)
        }
        return entries
    }

    private static func value(_ entry: AccessEntry) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(entry.name)), ("kind", .string(entry.kind.rawValue))]
        if let hash = entry.hash { members.append(("sha256", .string(hash.hex))) }
        members.append(("units", .array(entry.units.map { .string($0) })))
        members.append(("created", .number(Int(entry.created.microseconds))))
        if let expires = entry.expires { members.append(("expires", .number(Int(expires.microseconds)))) }
        return .object(members)
    }

    private static func entry(_ value: JSONValue) -> AccessEntry? {
        guard case .string(let name)? = value["name"], case .string(let kindText)? = value["kind"],
            let kind = AccessEntry.Kind(rawValue: kindText), case .array(let list)? = value["units"],
            case .number(let created)? = value["created"]
        else { return nil }
        let units = list.compactMap { if case .string(let text) = $0 { text } else { nil } }
        var hash: SecretHash?
        if case .string(let hex)? = value["sha256"] { hash = SecretHash(hex: hex) }
        var expires: Timestamp?
        switch value["expires"] {
        case nil: break
        case .number(let time)?: expires = Timestamp(microseconds: Int64(time))
        default: return nil
        }
        guard units.count == list.count, AccessEntry.fault(name: name, units: units) == nil,
            (hash == nil) == (kind == .certificate)
        else { return nil }
        return AccessEntry(
            name: name,
            kind: kind,
            hash: hash,
            units: units,
            created: Timestamp(microseconds: Int64(created)),
            expires: expires
        )
    }
}
