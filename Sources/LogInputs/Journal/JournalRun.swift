/// How far a run of dense numbers has come.
struct JournalRun {
    /// The number of the next entry.
    var next: UInt64
    /// Entries that the batch still takes.
    var room: Int
    /// The batch takes no more beyond so many bytes.
    let batchBytes: Int
    /// The last entry that was appended.
    var last = JournalEntryObject()
    var count = 0
    /// The first number after it that a file has; the greatest number there is for none.
    var upcoming = UInt64.max
    /// Fields that had to be read one by one.
    var misses = 0
}
