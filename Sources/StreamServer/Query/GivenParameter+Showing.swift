internal import LogModel

/// The readings that tell how, and for how long, events are shown.
extension GivenParameter {
    /// `30s`, `1m30s`, `500ms`: more than nothing, at most `Limits.longestFor`.
    var duration: Duration {
        get throws(Problem) {
            guard text.utf8.count <= 64, let micros = TimeExpression.duration(text), micros > 0 else {
                throw refused("parameter \"\(name)\" is a time such as 30s, 5m or 1h30m, not \"\(shown)\"")
            }
            let duration = Duration.microseconds(micros)
            guard duration <= Limits.longestFor else {
                throw refused(
                    "parameter \"\(name)\" is longer than \(Limits.longestFor.components.seconds / 86_400) days"
                )
            }
            return duration
        }
    }

    /// `always`, `never` and `auto` as journalctl's SYSTEMD_COLORS and grep have them, and a boolean.
    var color: Bool {
        get throws(Problem) {
            switch text.lowercased() {
            case "always": return true
            case "never", "auto": return false
            default:
                do {
                    return try boolean
                } catch {
                    throw refused("parameter \"\(name)\" is always or never, not \"\(shown)\"")
                }
            }
        }
    }

    /// The offsets of a zone.
    var zone: @Sendable (Int64) -> Int {
        get throws(Problem) {
            guard text.utf8.count <= 64, let zone = clock.zone(text) else {
                throw refused("\"\(shown)\" is no time zone; there are UTC, offsets such as +01:00, and Europe/Berlin")
            }
            return zone
        }
    }
}
