extension EventFilter {
    /// What a filter lets through of one origin: a bit for its events, one for its gaps.
    private struct OriginBits {
        static let events: UInt8 = 1
        static let gaps: UInt8 = 2
    }

    /// The indices of the events that pass, ascending, within a range of a batch; `patterns` are not looked at.
    ///
    /// Origins are decided first, once each, and a batch of which none passes is not looked at any further.
    public func matches(in columns: EventColumns, range: Range<Int>) -> [Int] {
        let found = conditionsHold(in: columns, range)
        return entries?.matches(found, in: columns) ?? found
    }

    private func conditionsHold(in columns: EventColumns, _ range: Range<Int>) -> [Int] {
        let bits = originBits(columns.origins)
        guard bits.contains(where: { $0 != 0 }) else { return [] }
        let own = fields.filter { $0.home != .origin }
        let isOpen = priorities == nil && since == nil && until == nil
        if isOpen, own.isEmpty, bits.allSatisfy({ $0 == OriginBits.events | OriginBits.gaps }) { return Array(range) }
        let found = candidates(in: columns, range, bits)
        return own.isEmpty || found.isEmpty ? found : Self.passing(own, found, columns)
    }

    private func originBits(_ origins: [Origin]) -> [UInt8] {
        guard !units.isEmpty || !fields.isEmpty else {
            return [UInt8](repeating: OriginBits.events | OriginBits.gaps, count: origins.count)
        }
        return origins.map {
            (matches($0) ? OriginBits.events : 0) | (matchesGap(of: $0) ? OriginBits.gaps : 0)
        }
    }

    /// Those that pass by origin, priority and time.
    private func candidates(in columns: EventColumns, _ range: Range<Int>, _ bits: [UInt8]) -> [Int] {
        let wanted = priorities?.bits ?? 0x1ff
        let (from, to) = (since?.microseconds ?? .min, until?.microseconds ?? .max)
        var result: [Int] = []
        columns.times.withUnsafeBufferPointer { times in
            columns.originIndexes.withUnsafeBufferPointer { origins in
                columns.kinds.withUnsafeBufferPointer { kinds in
                    bits.withUnsafeBufferPointer { bits in
                        for index in range where times[index] >= from && times[index] <= to {
                            let (kind, passing) = (kinds[index], bits[Int(origins[index])])
                            let passes =
                                kind.isGap
                                ? passing & OriginBits.gaps != 0
                                : passing & OriginBits.events != 0 && kind.priorityBit & wanted != 0
                            if passes { result.append(index) }
                        }
                    }
                }
            }
        }
        return result
    }

    /// Of the candidates, the gaps and the events that all conditions on their own fields let through.
    private static func passing(_ own: [FieldCondition], _ found: [Int], _ columns: EventColumns) -> [Int] {
        columns.messages.bytes.withUnsafeBytes { messages in
            columns.ownFields.bytes.withUnsafeBytes { fields in
                found.filter { index in
                    let kind = columns.kinds[index]
                    if kind.isGap { return true }
                    let parts = FieldCondition.OwnParts(
                        kind: kind,
                        message: UnsafeRawBufferPointer(rebasing: messages[columns.messages.range(at: index)]),
                        fields: UnsafeRawBufferPointer(rebasing: fields[columns.ownFields.range(at: index)])
                    )
                    return own.allSatisfy { $0.matches(parts) }
                }
            }
        }
    }
}
