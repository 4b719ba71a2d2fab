internal import LogModel

extension Parameter {
    /// As gatewayd has it: nothing means yes; else as systemd's parse_boolean().
    static func boolean(_ value: String, _ name: String) throws(Problem) -> Bool {
        switch value.lowercased() {
        case "", "1", "yes", "y", "true", "t", "on": return true
        case "0", "no", "n", "false", "f", "off": return false
        default: throw .badParameter(name, "parameter \"\(name)\" is yes or no, not \"\(value.prefix(40))\"")
        }
    }

    static func count(_ value: String, _ name: String, orAll: Bool) throws(Problem) -> Int {
        let digits = value.utf8
        guard (1...9).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }), let count = Int(value),
            count <= Limits.lines
        else {
            let what = orAll ? "a number or all" : "a number"
            throw .badParameter(name, "parameter \"\(name)\" is \(what), not \"\(value.prefix(40))\"")
        }
        return count
    }

    static func time(_ value: String, _ name: String, _ clock: QueryClock) throws(Problem) -> Timestamp {
        do {
            return try TimeExpression.timestamp(value, now: clock.now, zoneOffset: clock.zoneOffset)
        } catch {
            throw .badParameter(name, "parameter \"\(name)\": \(error)")
        }
    }

    static func eventID(_ value: String, _ name: String) throws(Problem) -> EventID {
        guard let id = EventID(text: value) else {
            throw .badParameter(name, "\"\(name)\" \(EventID.grammar(value))")
        }
        return id
    }

    static func priorities(_ value: String, _ name: String) throws(Problem) -> PrioritySet {
        guard let set = PrioritySet(text: value) else {
            let names = Priority.names.joined(separator: " ")
            throw .badParameter(
                name,
                "\"\(value.prefix(40))\" is no priority; there are \(names), 0 to 7, and ranges such as warning..err"
            )
        }
        return set
    }

    static func output(_ value: String, _ name: String) throws(Problem) -> OutputFormat {
        if let format = OutputFormat(rawValue: value) { return format }
        let names = OutputFormat.allCases.map(\.rawValue)
        let hint = NearestName.of(value, among: names).map { ", did you mean \"\($0)\"?" }
        throw .badParameter(
            name,
            "unknown output \"\(value.prefix(40))\"\(hint ?? "; there are \(names.joined(separator: " "))")"
        )
    }
}
