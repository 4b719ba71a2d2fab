internal import LogModel

/// How events are written, whole: two streams of equal encoding send the same bytes.
struct Encoding: Hashable, Sendable {
    var format: OutputFormat
    var fields = FieldSelection.none
    /// Bytes of a message; beyond, it is cut and marked.
    var cut: Int?
    /// Text in journalctl's colours.
    var isColored = false
    /// Text with the exact bytes of messages.
    var isRaw = false
    /// The zone of text; nil is the host's.
    var zone: ZoneRules?
    /// The form of gatewayd's client, which stands for `format`; nil for all other paths.
    var entries: EntryFormat?

    init(format: OutputFormat, fields: FieldSelection = .none) {
        (self.format, self.fields) = (format, fields)
    }

    /// What a query asks for; what makes no difference in the format is left out, so that more streams are equal.
    init(_ query: Query, _ format: OutputFormat) {
        self.init(format: format, fields: format.hasFields ? query.fields : .none)
        if format != .export { cut = query.cut }
        guard format.isText else { return }
        (isColored, isRaw) = (query.color && format != .cat, query.raw)
        if format != .cat { zone = query.zone.flatMap { ZoneFiles.zone($0) } }
    }

    /// Journal entries for a client of gatewayd.
    init(entries: EntryFormat) {
        self.init(format: entries == .sse ? .sse : .export)
        self.entries = entries
    }

    /// The media type.
    var contentType: String { entries?.contentType ?? format.contentType }
}
