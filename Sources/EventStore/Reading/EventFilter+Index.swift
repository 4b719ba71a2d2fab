internal import LogModel

extension EventFilter {
    /// The part that origins, kinds and times decide: passes all that the whole filter passes, and maybe more.
    var withoutContent: EventFilter {
        var filter = self
        filter.patterns = []
        filter.fields = fields.filter(\.isDecidedByOrigin)
        return filter
    }

    /// Whether messages or own fields must be looked at.
    var wantsContent: Bool {
        !patterns.isEmpty || fields.contains { !$0.isDecidedByOrigin }
    }

    /// Whether all events between these times pass as far as time goes.
    func coversTimes(_ info: BlockInfo) -> Bool {
        (since.map { info.minimumTime >= $0.microseconds } ?? true)
            && (until.map { info.maximumTime <= $0.microseconds } ?? true)
    }
}
