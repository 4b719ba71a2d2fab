internal import LogModel

extension EventFilter {
    /// The part that origins, kinds and times decide: passes all that the whole filter passes, and maybe more.
    var withoutContent: EventFilter {
        var filter = self
        filter.patterns = []
        return filter
    }

    /// Whether messages or own fields must be looked at.
    var wantsContent: Bool { !patterns.isEmpty }

    /// Whether all events between these times pass as far as time goes.
    func coversTimes(_ info: BlockInfo) -> Bool {
        (since.map { info.minimumTime >= $0.microseconds } ?? true)
            && (until.map { info.maximumTime <= $0.microseconds } ?? true)
    }

    /// What the message of every event that passes holds, in this case or, folded, in another.
    var requiredLiterals: [[UInt8]] {
        patterns.compactMap { pattern in
            guard pattern.isLiteral, !pattern.isExcluded else { return nil }
            let bytes = Array(pattern.source.utf8)
            // Case beyond ASCII is not folded by the filters of trigrams.
            if pattern.ignoresCase, bytes.contains(where: { $0 >= 0x80 }) { return nil }
            return bytes.count >= TrigramFilter.leastLiteral ? bytes : nil
        }
    }
}
