internal import LogModel

/// A parameter as a client wrote it, and the readings of its value; each refuses what it cannot be.
struct GivenParameter {
    /// The value, decoded.
    let text: String
    /// The name as the client wrote it.
    let name: String
    let clock: QueryClock

    /// As gatewayd has it: nothing means yes; else as systemd's parse_boolean().
    var boolean: Bool {
        get throws(Problem) {
            switch text.lowercased() {
            case "", "1", "yes", "y", "true", "t", "on": return true
            case "0", "no", "n", "false", "f", "off": return false
            default: throw refused("parameter \"\(name)\" is yes or no, not \"\(shown)\"")
            }
        }
    }

    /// A number that is no larger than `limit`.
    func count(expected: String, limit: Int = Limits.lines) throws(Problem) -> Int {
        let digits = text.utf8
        guard (1...9).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }), let count = Int(text),
            count <= limit
        else { throw refused("parameter \"\(name)\" is \(expected), not \"\(shown)\"") }
        return count
    }

    var time: Timestamp {
        get throws(Problem) {
            do {
                return try TimeExpression.timestamp(text, now: clock.now, zoneOffset: clock.zoneOffset)
            } catch {
                throw refused("parameter \"\(name)\": \(error)")
            }
        }
    }

    var eventID: EventID {
        get throws(Problem) {
            guard let id = EventID(text: text) else { throw refused("\"\(name)\" \(EventID.grammar(text))") }
            return id
        }
    }

    var resumePoint: Query.ResumePoint {
        get throws(Problem) {
            guard let point = Query.ResumePoint(text: text) else {
                throw refused("\"\(name)\" \(EventID.grammar(text))")
            }
            return point
        }
    }

    var output: OutputFormat {
        get throws(Problem) {
            if let format = OutputFormat(rawValue: text) { return format }
            let nearest = NearestName.of(text, among: OutputFormat.allCases.map(\.rawValue))
            let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? "; there are \(OutputFormat.list(" "))"
            throw refused("unknown output \"\(shown)\"\(hint)")
        }
    }

    var fields: FieldSelection {
        get throws(Problem) {
            guard let fields = FieldSelection(text: text) else {
                throw refused("\"\(shown)\" names no fields: own, all, none, or A,B in capitals")
            }
            return fields
        }
    }

    var shown: Substring { text.prefix(40) }

    func refused(_ sentence: String) -> Problem { .badParameter(name, sentence) }
}
