/// Conditions on the fields of journal entries, as sd_journal_add_match(3) combines them: one of the values given for
/// a field, for each field that is given.
///
/// Only journal entries pass, whatever the conditions: files' events and gaps have no entry to match.
public struct EntryMatches: Hashable, Sendable {
    /// A field, and the values of which it must have one.
    public struct Group: Hashable, Sendable {
        /// The name's bytes.
        public let name: [UInt8]
        /// The values.
        public var values: [[UInt8]]
    }

    /// One group for each field named.
    public private(set) var groups: [Group] = []

    /// No conditions: every journal entry passes.
    public init() {}

    /// Adds a condition.
    public mutating func add(name: [UInt8], value: [UInt8]) {
        if let index = groups.firstIndex(where: { $0.name == name }) {
            groups[index].values.append(value)
        } else {
            groups.append(Group(name: name, values: [value]))
        }
    }

    /// Of these indices, those of entries that pass, in the same order.
    public func matches(_ indices: [Int], in columns: EventColumns) -> [Int] {
        let addresses = columns.addresses
        guard !groups.isEmpty else { return indices.filter { addresses[$0].sequence != 0 } }
        let decided = columns.origins.map { origin in groups.map { $0.holds(in: origin) } }
        return columns.ownFields.bytes.withUnsafeBytes { own in
            columns.messages.bytes.withUnsafeBytes { messages in
                indices.filter { index in
                    guard addresses[index].sequence != 0 else { return false }
                    let origin = decided[Int(columns.originIndexes[index])]
                    return groups.indices.allSatisfy { group in
                        origin[group] || groups[group].holds(at: index, in: columns, own: own, messages: messages)
                    }
                }
            }
        }
    }
}

extension EntryMatches.Group {
    /// Whether the fields of an origin have one of the values.
    fileprivate func holds(in origin: Origin) -> Bool {
        origin.fields.contains { field in
            field.bytes[..<field.nameLength].elementsEqual(name) && values.contains { $0.elementsEqual(field.value) }
        }
    }

    /// Whether what stands with the event itself has one of the values.
    fileprivate func holds(
        at index: Int,
        in columns: EventColumns,
        own: UnsafeRawBufferPointer,
        messages: UnsafeRawBufferPointer
    ) -> Bool {
        let kind = columns.kinds[index]
        if let priority = kind.priority, name.elementsEqual("PRIORITY".utf8) {
            if values.contains([48 + priority.rawValue]) { return true }
        } else if kind.hasMessage, name.elementsEqual("MESSAGE".utf8) {
            let message = UnsafeRawBufferPointer(rebasing: messages[columns.messages.range(at: index)])
            if values.contains(where: { message.elementsEqual($0) }) { return true }
        }
        return holds(inOwn: UnsafeRawBufferPointer(rebasing: own[columns.ownFields.range(at: index)]))
    }

    /// Reads own fields in the form that `EventColumns` describes.
    private func holds(inOwn bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            var (length, shift) = (0, 0)
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                length |= Int(byte & 0x7f) << shift
                shift += 7
                if byte < 0x80 || shift > 35 { break }
            }
            guard length > 0, length <= bytes.count - index else { return false }
            let field = bytes[index..<index + length]
            index += length
            guard field.count > name.count, field.prefix(name.count).elementsEqual(name),
                field[field.startIndex + name.count] == UInt8(ascii: "=")
            else { continue }
            let value = field.dropFirst(name.count + 1)
            if values.contains(where: { value.elementsEqual($0) }) { return true }
        }
        return false
    }
}
