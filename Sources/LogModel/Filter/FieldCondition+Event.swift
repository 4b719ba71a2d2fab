/// The events of a batch as conditions on their own fields see them; the memory is the columns', and lent.
struct OwnColumns {
    let kinds: UnsafeBufferPointer<EventColumns.Kind>
    let messages: UnsafeRawBufferPointer
    let messageEnds: UnsafeBufferPointer<UInt32>
    let fields: UnsafeRawBufferPointer
    let fieldEnds: UnsafeBufferPointer<UInt32>

    /// Lends the columns of a batch.
    static func lend<Result>(_ columns: EventColumns, _ body: (OwnColumns) -> Result) -> Result {
        columns.kinds.withUnsafeBufferPointer { kinds in
            columns.messages.bytes.withUnsafeBytes { messages in
                columns.messages.ends.withUnsafeBufferPointer { messageEnds in
                    columns.ownFields.bytes.withUnsafeBytes { fields in
                        columns.ownFields.ends.withUnsafeBufferPointer { fieldEnds in
                            body(
                                OwnColumns(
                                    kinds: kinds,
                                    messages: messages,
                                    messageEnds: messageEnds,
                                    fields: fields,
                                    fieldEnds: fieldEnds
                                )
                            )
                        }
                    }
                }
            }
        }
    }

    /// Where a value lies that is one of those which `ends` ends.
    @inline(__always)
    static func range(_ ends: UnsafeBufferPointer<UInt32>, _ index: Int) -> Range<Int> {
        (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
    }
}

extension FieldCondition {
    /// Leaves of the indices those of gaps, and of events that pass by what is their own.
    func filter(_ found: inout [Int], in columns: OwnColumns) {
        let kept = lead.withUnsafeBytes { lead in
            found.withUnsafeMutableBufferPointer { found in
                var kept = 0
                for position in found.indices {
                    let index = found[position]
                    guard columns.kinds[index].isGap || passes(index, columns, lead) else { continue }
                    found[kept] = index
                    kept += 1
                }
                return kept
            }
        }
        found.removeLast(found.count - kept)
    }

    @inline(__always)
    private func passes(_ index: Int, _ columns: OwnColumns, _ lead: UnsafeRawBufferPointer) -> Bool {
        var verdict = Verdict(self)
        let kind = columns.kinds[index]
        switch home {
        case .origin, .own: break
        case .message:
            let range = OwnColumns.range(columns.messageEnds, index)
            if kind.hasMessage { verdict.take(UnsafeRawBufferPointer(rebasing: columns.messages[range]), self) }
        case .priority:
            if let priority = kind.priority {
                withUnsafeBytes(of: 48 + priority.rawValue) { verdict.take($0, self) }
            }
        }
        let range = OwnColumns.range(columns.fieldEnds, index)
        takeOwnFields(UnsafeRawBufferPointer(rebasing: columns.fields[range]), lead, &verdict)
        return verdict.passes
    }

    /// Walks the fields in the form that `EventColumns` describes; what is not in that form ends them.
    @inline(__always)
    private func takeOwnFields(
        _ bytes: UnsafeRawBufferPointer,
        _ lead: UnsafeRawBufferPointer,
        _ verdict: inout Verdict
    ) {
        var index = 0
        while index < bytes.count {
            var length = Int(bytes[index])
            index += 1
            // Most fields are shorter than 128 bytes.
            if length >= 0x80 { length = Self.longLength(length, bytes, &index) }
            guard length > 0, length <= bytes.count - index else { return }
            if length >= lead.count, Self.isLed(bytes, index, lead) {
                verdict.take(UnsafeRawBufferPointer(rebasing: bytes[index + lead.count..<index + length]), self)
            }
            index += length
        }
    }

    private static func longLength(_ first: Int, _ bytes: UnsafeRawBufferPointer, _ index: inout Int) -> Int {
        var (length, shift) = (first & 0x7f, 7)
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            length |= Int(byte & 0x7f) << shift
            shift += 7
            if byte < 0x80 || shift > 35 { break }
        }
        return length
    }

    /// From the end, where names differ sooner than at the front.
    @inline(__always)
    private static func isLed(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ lead: UnsafeRawBufferPointer) -> Bool {
        var at = lead.count - 1
        while at >= 0, bytes[start + at] == lead[at] { at -= 1 }
        return at < 0
    }
}
