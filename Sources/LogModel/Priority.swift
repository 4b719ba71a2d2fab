/// A syslog severity, 0 (emergency) to 7 (debug).
public struct Priority: RawRepresentable, Hashable, Sendable {
    /// The number, 0 to 7.
    public let rawValue: UInt8

    /// The names that `journalctl -p` takes, by number.
    public static let names = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"]

    /// Nil above 7.
    @inlinable
    public init?(rawValue: UInt8) {
        guard rawValue <= 7 else { return nil }
        self.rawValue = rawValue
    }

    /// A digit or a name of `names`; `error`, `warn` and `panic` as syslog.conf(5) has them.
    public init?(text: String) {
        let aliases: [String: UInt8] = ["error": 3, "warn": 4, "panic": 0]
        let lower = text.lowercased()
        if let number = UInt8(lower), lower.utf8.count == 1 {
            self.init(rawValue: number)
        } else if let index = Self.names.firstIndex(of: lower) {
            self.init(rawValue: UInt8(index))
        } else if let number = aliases[lower] {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }
}
