/// The local time at the moment in which a time is read.
struct LocalZone {
    let now: Timestamp
    /// Seconds east of UTC at a count of seconds since 1970.
    let offset: (Int64) -> Int

    /// Midnight of the present day, moved by days.
    func midnight(movedBy days: Int) -> CivilTime {
        let seconds = Int64((Double(now.microseconds) / 1_000_000).rounded(.down))
        let today = CivilTime(secondsSince1970: seconds + Int64(offset(seconds)) + Int64(days) * 86_400)
        return CivilTime(year: today.year, month: today.month, day: today.day)
    }

    /// Seconds since 1970 of a local reading; one that a clock change skips is read by the offset before it.
    func seconds(of local: CivilTime) -> Int64 {
        let reading = local.secondsSince1970
        let guess = reading - Int64(offset(reading))
        return reading - Int64(offset(guess))
    }
}
