internal import LogModel

/// What a request for `/entries` asks for, read in gatewayd's order: `Accept`, `Range`, arguments.
struct EntriesQuery: Hashable, Sendable {
    /// How entries are written.
    let format: EntryFormat
    /// Where to begin, and how many.
    let range: EntriesRange
    /// Keep open.
    private(set) var isFollow = false
    /// The one entry of the cursor, or nothing.
    private(set) var isDiscrete = false
    /// What passes: one of the values given for a field, for each field that is given (sd_journal_add_match(3)).
    private(set) var matches: [FieldCondition] = []

    /// Why it cannot be answered: gatewayd's sentences, status 400.
    enum Refusal: String, Error {
        case range = "Failed to parse Range header."
        case arguments = "Failed to parse URL arguments."
        case discrete = "Discrete seeks require a cursor specification."
        case seek = "Failed to seek in journal."
    }

    /// Reads a request. `lastEventID` is a cursor after which to go on, and replaces the range; `boot` is the host's
    /// present one.
    init(
        accept: String?,
        range: String?,
        arguments: Substring,
        lastEventID: String?,
        boot: String
    ) throws(Refusal) {
        format = EntryFormat(accept: accept)
        var wanted = EntriesRange()
        do {
            wanted = try EntriesRange(range)
        } catch {
            throw .range
        }
        if let lastEventID, !lastEventID.isEmpty {
            wanted = EntriesRange()
            (wanted.anchor, wanted.skip, wanted.resumes) = (.cursor(lastEventID), 1, true)
        }
        self.range = wanted
        try read(arguments, boot)
        if isDiscrete {
            guard case .cursor = wanted.anchor else { throw .discrete }
        }
        if case .cursor(let text) = wanted.anchor, EntryCursor(text) == nil { throw .seek }
    }

    private mutating func read(_ arguments: Substring, _ boot: String) throws(Refusal) {
        var parts = arguments.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        guard parts.count <= Limits.parameters else { throw .arguments }
        for part in parts {
            let equals = part.firstIndex(of: UInt8(ascii: "="))
            let key = Self.decoded(part[..<(equals ?? part.endIndex)])
            let value = Self.decoded(equals.map { part[part.index(after: $0)...] } ?? part[part.endIndex...])
            switch String(decoding: key, as: UTF8.self) {
            case "follow": isFollow = try Self.boolean(value)
            case "discrete": isDiscrete = try Self.boolean(value)
            case "boot":
                if try Self.boolean(value) { match("_BOOT_ID", Array(boot.utf8)) }
            default:
                guard Self.isField(key) else { throw .arguments }
                match(String(decoding: key, as: UTF8.self), value)
            }
        }
    }

    private mutating func match(_ name: String, _ value: [UInt8]) {
        if let index = matches.firstIndex(where: { $0.name == name }) {
            matches[index] = FieldCondition(name, included: matches[index].included + [.bytes(value)])
        } else {
            matches.append(FieldCondition(name, included: [.bytes(value)]))
        }
    }

    private static func boolean(_ value: [UInt8]) throws(Refusal) -> Bool {
        if value.isEmpty { return true }
        guard let result = SystemdText.boolean(String(decoding: value, as: UTF8.self)) else { throw .arguments }
        return result
    }

    /// A name that sd_journal_add_match(3) takes: capitals, digits and `_`, no `__` before.
    static func isField(_ name: [UInt8]) -> Bool {
        !name.isEmpty && !name.starts(with: "__".utf8)
            && name.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 }
    }

    /// `+` is a space, `%41` a byte; a `%` that begins no such thing stands for itself.
    private static func decoded(_ text: Substring.UTF8View) -> [UInt8] {
        let bytes = Array(text)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(byte == UInt8(ascii: "+") ? 32 : byte)
                index += 1
            }
        }
        return result
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
