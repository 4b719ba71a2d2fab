internal import LogModel

/// The readings that tell which events are wanted.
extension GivenParameter {
    /// A name or a glob, a leading `!` excluding.
    var pattern: String {
        get throws(Problem) {
            guard !text.isEmpty, text != "!" else {
                throw refused("parameter \"\(name)\" is empty; leave it out, or name something")
            }
            guard text.utf8.count <= Limits.nameBytes else {
                throw refused("parameter \"\(name)\" is longer than \(Limits.nameBytes) bytes")
            }
            return text
        }
    }

    /// The value without a leading `!`, and whether there was one.
    private var marked: (rest: Substring, isExcluded: Bool) {
        text.hasPrefix("!") ? (text.dropFirst(), true) : (text[...], false)
    }

    var priorities: (set: PrioritySet, isExcluded: Bool) {
        get throws(Problem) {
            let (rest, isExcluded) = marked
            guard rest.utf8.count <= 32, let set = PrioritySet(text: String(rest)) else {
                let names = Priority.names.joined(separator: " ")
                throw refused(
                    "\"\(shown)\" is no priority; there are \(names), 0 to 7, and ranges such as warning..err"
                )
            }
            if isExcluded, set == .all {
                throw refused("\"\(shown)\" leaves nothing; to leave debug out alone write !debug..debug")
            }
            return (set, isExcluded)
        }
    }

    /// The numbers of a name, of a number, or of several with commas between.
    var facilities: [String] {
        get throws(Problem) {
            let (rest, isExcluded) = marked
            var numbers: [String] = []
            for part in rest.split(separator: ",", omittingEmptySubsequences: false) {
                guard numbers.count < 32, let number = Facility.number(part) else {
                    let names = Facility.names.map(\.name)
                    let hint = NearestName.of(String(part), among: names).map { ", did you mean \"\($0)\"?" }
                    let list = "; there are \(names.joined(separator: " ")), and 0 to 127"
                    throw refused("\"\(part.prefix(40))\" is no facility\(hint ?? list)")
                }
                numbers.append("\(isExcluded ? "!" : "")\(number)")
            }
            return numbers
        }
    }

    /// The number of a user.
    var user: String {
        get throws(Problem) {
            let digits = marked.rest.utf8
            guard (1...10).contains(digits.count), digits.allSatisfy({ (48...57).contains($0) }),
                let number = UInt32(marked.rest)
            else { throw refused("parameter \"\(name)\" is the number of a user such as 1000, not \"\(shown)\"") }
            return "\(marked.isExcluded ? "!" : "")\(number)"
        }
    }

    /// Nil for all boots.
    var boot: BootChoice? {
        get throws(Problem) {
            // As `journalctl -b` alone.
            if text.isEmpty { return BootChoice(offset: 0) }
            if text == "all" { return nil }
            let (rest, isExcluded) = marked
            guard let choice = BootChoice(text: String(rest), isExcluded: isExcluded) else {
                throw refused(
                    "\"\(shown)\" is no boot; there are 0 (the newest), -1, +1 (the oldest), all, and boot IDs"
                )
            }
            return choice
        }
    }

    /// A regular expression; what it means, and whether it is one, is decided where it is compiled.
    func expression(isExcluded: Bool = false) throws(Problem) -> TextPattern {
        guard !text.isEmpty else {
            throw refused("parameter \"\(name)\" is empty; leave it out, or give what to look for")
        }
        guard text.utf8.count <= Limits.patternBytes else {
            throw refused("parameter \"\(name)\" is longer than \(Limits.patternBytes) bytes")
        }
        return .smart(text, isExcluded: isExcluded)
    }
}
