/// The facilities of syslog(3), by number.
enum Facility {
    /// The names that `journalctl --facility` takes, by number; some numbers have none.
    static let names: [(name: String, number: Int)] = [
        ("kern", 0), ("user", 1), ("mail", 2), ("daemon", 3), ("auth", 4), ("syslog", 5), ("lpr", 6), ("news", 7),
        ("uucp", 8), ("cron", 9), ("authpriv", 10), ("ftp", 11), ("local0", 16), ("local1", 17), ("local2", 18),
        ("local3", 19), ("local4", 20), ("local5", 21), ("local6", 22), ("local7", 23),
    ]

    /// The number of a name, or of a number from 0 to 127 as syslog.h bounds it.
    static func number(_ text: Substring) -> Int? {
        let lower = text.lowercased()
        if let known = names.first(where: { $0.name == lower }) { return known.number }
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }),
            let number = Int(text), number <= 127
        else { return nil }
        return number
    }
}
