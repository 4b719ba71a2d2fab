internal import EventStore
internal import LogModel

/// What is asked of a list: which, of what events, and how finely.
struct ListRequest: Hashable, Sendable {
    let kind: Kind
    let filter: EventFilter
    /// Between which IDs.
    let range: EventRange
    /// The buckets of `/hist`.
    let buckets: Int

    /// The lists.
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case units, boots, facets
        case histogram = "hist"

        /// The parameters that it takes.
        var place: Parameter.Place { self == .histogram ? .histogram : .list }
    }

    /// `boots` lists the log's boots where the query needs them.
    init(_ kind: Kind, _ query: Query, boots: [String], grant: Grant?) {
        self.kind = kind
        var filter = LogRequest.filter(query, unit: nil, boots)
        filter.grant = grant
        self.filter = filter
        range = EventRange(after: query.after ?? .zero, before: query.before)
        buckets = query.buckets ?? Limits.defaultBuckets
    }
}

extension Parameter {
    /// How finely events are counted.
    static let counting: [Parameter] = [
        Parameter(
            "buckets",
            nil,
            "N",
            "how many buckets (default \(Limits.defaultBuckets))",
            .number(1...Limits.buckets),
            examples: ["60"],
            places: [.histogram]
        ) { given, query throws(Problem) in
            let count = try given.count(expected: "a number")
            guard (1...Limits.buckets).contains(count) else {
                throw .badParameter(
                    "buckets",
                    "parameter \"buckets\" is a number from 1 to \(Limits.buckets), not \(count)"
                )
            }
            query.buckets = count
        }
    ]
}
