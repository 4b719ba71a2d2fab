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
        let bits = originBits(columns.origins)
        guard bits.contains(where: { $0 != 0 }) else { return [] }
        let own = fields.filter { $0.home != .origin }
        let isOpen = priorities == nil && since == nil && until == nil
        if isOpen, own.isEmpty, bits.allSatisfy({ $0 == OriginBits.events | OriginBits.gaps }) { return Array(range) }
        var found = candidates(in: columns, range, bits)
        guard !own.isEmpty, !found.isEmpty else { return found }
        OwnColumns.lend(columns) { columns in
            for condition in own { condition.filter(&found, in: columns) }
        }
        return found
    }

    private func originBits(_ origins: [Origin]) -> [UInt8] {
        guard grant != nil || !units.isEmpty || !fields.isEmpty || isEntriesOnly else {
            return [UInt8](repeating: OriginBits.events | OriginBits.gaps, count: origins.count)
        }
        return origins.map {
            (matches($0) ? OriginBits.events : 0) | (matchesGap(of: $0) ? OriginBits.gaps : 0)
        }
    }

    /// How many events are decided before what passes of them is appended: 32 KiB of indices.
    private static let stride = 4096

    /// Those that pass by origin, priority and time. Without branches on what passes: which one does is hard to guess.
    private func candidates(in columns: EventColumns, _ range: Range<Int>, _ bits: [UInt8]) -> [Int] {
        let (from, to) = (since?.microseconds ?? .min, until?.microseconds ?? .max)
        let kindBits = kindBits
        var result: [Int] = []
        withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.stride) { passing in
            columns.times.withUnsafeBufferPointer { times in
                columns.originIndexes.withUnsafeBufferPointer { origins in
                    columns.kinds.withUnsafeBufferPointer { kinds in
                        for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: Self.stride) {
                            var found = 0
                            for index in start..<min(start + Self.stride, range.upperBound) {
                                passing[found] = index
                                let isInTime = times[index] >= from && times[index] <= to
                                let both = bits[Int(origins[index])] & kindBits[Int(kinds[index].rawValue)]
                                found += both != 0 && isInTime ? 1 : 0
                            }
                            result.append(contentsOf: UnsafeBufferPointer(rebasing: passing[..<found]))
                        }
                    }
                }
            }
        }
        return result
    }

    /// For each kind of event the bit of the origin that lets it pass: none where its priority is not wanted.
    private var kindBits: [UInt8] {
        let wanted = priorities?.bits ?? 0x1ff
        return (UInt8.min...UInt8.max).map { byte in
            let kind = EventColumns.Kind(rawValue: byte)
            if kind.isGap { return OriginBits.gaps }
            return kind.priorityBit & wanted != 0 ? OriginBits.events : 0
        }
    }
}
