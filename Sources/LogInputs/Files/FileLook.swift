internal import SystemIO

/// What one look at a file tells, decided without I/O.
struct FileLook: Hashable {
    /// Which file the path names now; nil for none.
    var atPath: FileIdentity?
    /// The length of the file itself, whatever it is called now.
    var size: UInt64
    /// How many names the file has.
    var links: UInt32
    /// Whether the bytes before the offset are still the same; nil when that was not looked at.
    var checkHolds: Bool?

    /// Where the file is, as seen from its path.
    enum Place: Hashable {
        /// The path names it.
        case same
        /// The path names nothing; the file has another name.
        case renamedAway
        /// The path names another file.
        case replaced
        /// It has no name any more.
        case gone
    }

    /// What became of the contents.
    enum Content: Hashable {
        /// As far as they go, they are read.
        case same
        /// There is more to read.
        case grown
        /// What was read or seen is not there any more. `hasRegrown` when the file is as long as what was read:
        /// how much was written and lost in between cannot be known.
        case truncated(hasRegrown: Bool)
    }

    func place(of file: FileIdentity) -> Place {
        if links == 0 { return .gone }
        guard let atPath else { return .renamedAway }
        return atPath == file ? .same : .replaced
    }

    /// `read` is the offset, `seen` how far the file was known to reach.
    func content(read: UInt64, seen: UInt64) -> Content {
        if size < seen || checkHolds == false { return .truncated(hasRegrown: size >= read) }
        return size > seen ? .grown : .same
    }
}
