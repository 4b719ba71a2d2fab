public import LogModel

extension EventLog {
    /// Counts the events that pass by time and priority, in so many buckets between the filter's times, or the log's
    /// where it has none.
    ///
    /// Like the other counts it is performed as `PastWork` is, up to the present head. Gaps are not counted.
    public func histogram(
        _ filter: EventFilter,
        buckets: Int,
        for interest: Interest,
        completion: @escaping @Sendable (Result<Histogram, any Error>) -> Void
    ) {
        let times = state.times
        let first = filter.since ?? times.lowerBound
        let empty = Histogram(from: first, through: max(first, filter.until ?? times.upperBound), buckets: buckets)
        perform(aggregation(filter, .histogram(empty)), for: interest) { result in
            completion(result.map { if case .histogram(let counts) = $0 { counts } else { empty } })
        }
    }

    /// Counts the events that pass by the values of facets: of each the `limit` most frequent, with the first and last
    /// event of each where `edges` is set.
    public func facets(
        _ facets: [Facet],
        _ filter: EventFilter,
        limit: Int,
        edges: Bool = false,
        for interest: Interest,
        completion: @escaping @Sendable (Result<[Facet: FacetCounts], any Error>) -> Void
    ) {
        let tables = facets.map { FacetTable($0, wantsEdges: edges) }
        perform(aggregation(filter, .facets(tables)), for: interest) { result in
            completion(
                result.map { target in
                    guard case .facets(let tables) = target else { return [:] }
                    let counts = tables.map { ($0.facet, $0.counts(limit: limit)) }
                    return Dictionary(counts, uniquingKeysWith: { first, _ in first })
                }
            )
        }
    }

    private func aggregation(_ filter: EventFilter, _ target: LogAggregation.Target) -> LogAggregation {
        LogAggregation(reader, filter: filter, end: state.bounds.head, target: target)
    }
}
