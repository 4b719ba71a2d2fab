internal import SystemIO

/// The descriptors of followed files: a bounded number, those used last.
///
/// Confined to the tailer's thread.
final class OpenFiles {
    private let limit: Int
    private var uses: [ObjectIdentifier: (file: TailedFile, at: UInt64)] = [:]
    private var count: UInt64 = 0

    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// The file, opened again by the name it had last if need be; nil when another has that name now.
    func open(_ file: TailedFile) throws(SystemError) -> ReadOnlyFile? {
        if let open = file.file {
            keep(file, open)
            return open
        }
        let open = try ReadOnlyFile(file.location)
        guard try open.status().identity == file.identity else { return nil }
        keep(file, open)
        return open
    }

    /// Keeps an open file, and lets go of the one unused for longest if there are too many.
    func keep(_ file: TailedFile, _ open: ReadOnlyFile) {
        file.file = open
        count += 1
        uses[ObjectIdentifier(file)] = (file, count)
        guard uses.count > limit else { return }
        // A deleted file could not be opened again.
        let candidates = uses.values.filter { !$0.file.state.isDeleted && $0.file !== file }
        // One with something to read would be lost with its last name, and one that was renamed may not be found.
        let oldest = candidates.min { first, second in
            let (one, other) = (Self.isNeeded(first.file), Self.isNeeded(second.file))
            return one == other ? first.at < second.at : other
        }
        if let oldest { close(oldest.file) }
    }

    private static func isNeeded(_ file: TailedFile) -> Bool {
        file.hasUnread || file.state.stage != .current
    }

    /// Lets a file's descriptor go.
    func close(_ file: TailedFile) {
        file.file = nil
        uses[ObjectIdentifier(file)] = nil
    }
}
