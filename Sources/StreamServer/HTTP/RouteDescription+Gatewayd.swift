extension RouteDescription {
    /// The paths of systemd-journal-gatewayd's interface.
    static let gatewayd: [RouteDescription] = [
        RouteDescription(
            path: "/entries",
            what: "gatewayd: the journal's entries, by Accept and Range",
            types: EntryFormat.allCases.map { MediaType($0.contentType, $0 == .sse ? "EntryEvent" : nil) },
            others: [(503, "Too many streams; Retry-After tells when to come again")],
            isGatewayd: true
        ),
        RouteDescription(
            path: "/machine",
            what: "gatewayd: the host, and what is held of its journal",
            types: [MediaType("application/json", "Machine")],
            isGatewayd: true
        ),
        RouteDescription(
            path: "/fields/{field}",
            what: "gatewayd: each value of a field, once",
            variable: Variable(
                name: "field",
                what: "A field of the journal",
                example: "_SYSTEMD_UNIT",
                schema: .field
            ),
            types: [MediaType("text/plain"), MediaType("application/json")],
            isGatewayd: true
        ),
        RouteDescription(
            path: "/browse",
            what: "gatewayd: leads to /",
            types: [],
            others: [(302, "The page is at /")],
            isGatewayd: true
        ),
    ]
}
