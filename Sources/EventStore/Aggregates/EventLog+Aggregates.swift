public import LogModel

extension EventLog {
    /// Counts the events that pass by time and priority, in so many buckets between the filter's times, or the log's
    /// where it has none. In one bucket that holds all of them, it is the cheapest way to a total.
    ///
    /// Like the other counts it is performed as `PastWork` is, up to the present head. Gaps are not counted.
    public func histogram(
        _ filter: EventFilter,
        in range: EventRange = EventRange(),
        buckets: Int,
        for interest: Interest,
        completion: @escaping @Sendable (Result<Histogram, any Error>) -> Void
    ) {
        // The head before the times, so that they are those of all events up to it.
        let end = end(of: range)
        let times = state.times
        let first = filter.since ?? times.lowerBound
        let empty = Histogram(from: first, through: max(first, filter.until ?? times.upperBound), buckets: buckets)
        perform(aggregation(filter, range.after, end, .histogram(empty)), for: interest) { result in
            completion(result.map { if case .histogram(let counts) = $0 { counts } else { empty } })
        }
    }

    /// Counts the events that pass by the values of facets: of each the `limit` most frequent, with the first and last
    /// event of each where `edges` is set.
    public func facets(
        _ facets: [Facet],
        _ filter: EventFilter,
        in range: EventRange = EventRange(),
        limit: Int,
        edges: Bool = false,
        for interest: Interest,
        completion: @escaping @Sendable (Result<[Facet: FacetCounts], any Error>) -> Void
    ) {
        let tables = facets.map { FacetTable($0, wantsEdges: edges) }
        perform(aggregation(filter, range.after, end(of: range), .facets(tables)), for: interest) { result in
            completion(
                result.map { target in
                    guard case .facets(let tables) = target else { return [:] }
                    let counts = tables.map { ($0.facet, $0.counts(limit: limit)) }
                    return Dictionary(counts, uniquingKeysWith: { first, _ in first })
                }
            )
        }
    }

    private func end(of range: EventRange) -> EventID {
        let head = state.bounds.head
        return range.before.map { min($0, head) } ?? head
    }

    private func aggregation(
        _ filter: EventFilter,
        _ position: EventID,
        _ end: EventID,
        _ target: LogAggregation.Target
    ) -> LogAggregation {
        LogAggregation(reader, filter: filter, after: position, end: end, target: target)
    }
}
