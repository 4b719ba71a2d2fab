internal import LogModel

/// What the terms of `q` ask for: they are read as the parameters of the same name are.
struct QueryLanguage {
    private let clock: QueryClock
    private var query = Query()
    private var seen: Set<String> = []

    private init(_ clock: QueryClock) {
        self.clock = clock
    }

    /// The conditions that a text comes to.
    static func conditions(_ text: String, clock: QueryClock) throws(QueryFault) -> Conditions {
        var parser = QueryParser(text)
        var language = QueryLanguage(clock)
        for term in try parser.terms() { try language.take(term) }
        return language.query.conditions
    }

    private mutating func take(_ term: QueryTerm) throws(QueryFault) {
        switch term.kind {
        case .text(let text): try look(for: text, isLiteral: true, term)
        case .expression(let source): try look(for: source, isLiteral: false, term)
        case .field(.journal(let name), _, let value):
            query.conditions.matches.append(.init(name: name, value: value, isExcluded: term.isExcluded))
        case .field(.parameter(let name), let comparison, let value):
            try take(name, comparison, value, term)
        }
    }

    private mutating func look(for source: String, isLiteral: Bool, _ term: QueryTerm) throws(QueryFault) {
        guard source.utf8.count <= Limits.patternBytes else {
            throw QueryFault(column: term.column, detail: "a term longer than \(Limits.patternBytes) bytes")
        }
        query.conditions.patterns.append(.smart(source, isLiteral: isLiteral, isExcluded: term.isExcluded))
    }

    private mutating func take(
        _ name: String,
        _ comparison: QueryTerm.Comparison,
        _ value: String,
        _ term: QueryTerm
    ) throws(QueryFault) {
        guard let parameter = Parameter.named(name) else { preconditionFailure("BUG: q knows a field \(name) alone") }
        if !seen.insert(name).inserted, !parameter.isRepeatable {
            throw QueryFault(column: term.column, detail: "\"\(name)\" stands there twice")
        }
        if value.hasPrefix("!") {
            throw QueryFault(column: term.column, detail: "expected a \"-\" before \(name), not a \"!\" after it")
        }
        let text = (term.isExcluded ? "!" : "") + (try Self.range(comparison, value, term))
        do {
            try parameter.read(GivenParameter(text: text, name: name, clock: clock), &query)
        } catch {
            throw QueryFault(column: term.column, detail: error.detail)
        }
    }

    /// A comparison of priorities as a range; a smaller number is more severe.
    private static func range(
        _ comparison: QueryTerm.Comparison,
        _ value: String,
        _ term: QueryTerm
    ) throws(QueryFault) -> String {
        if comparison == .is { return value }
        guard let number = Priority(text: value).map({ Int($0.rawValue) }) else {
            throw QueryFault(column: term.column, detail: "\"\(value.prefix(40))\" is no priority to compare with")
        }
        let range: ClosedRange<Int>? =
            switch comparison {
            case .is, .equal: number...number
            case .atMost: 0...number
            case .atLeast: number...7
            case .below: number > 0 ? 0...(number - 1) : nil
            case .above: number < 7 ? (number + 1)...7 : nil
            }
        guard let range else {
            throw QueryFault(column: term.column, detail: "no priority is \(comparison.rawValue) \(value)")
        }
        return "\(range.lowerBound)..\(range.upperBound)"
    }
}

extension GivenParameter {
    /// What a query of the language asks for; an empty one asks for nothing.
    var language: Conditions {
        get throws(Problem) {
            guard text.utf8.count <= Limits.languageBytes else {
                throw refused("parameter \"\(name)\" is longer than \(Limits.languageBytes) bytes")
            }
            do {
                return try QueryLanguage.conditions(text, clock: clock)
            } catch {
                throw refused("parameter \"\(name)\", column \(error.column): \(error.detail)")
            }
        }
    }
}
