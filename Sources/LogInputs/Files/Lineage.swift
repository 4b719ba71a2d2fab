internal import LogModel
internal import SystemPackage

/// The files that bore one configured path, oldest first: read one after the other.
///
/// Confined to the tailer's thread.
final class Lineage {
    let path: FilePath
    let origin: Origin
    /// It was configured as it is, so that it is worth a word when there is no such file.
    let isExpected: Bool
    /// Those that are read one after the other; the last may be the one at the path now.
    private(set) var members: [TailedFile] = []
    /// Those that hold nobody up any more, and may still have late lines.
    private(set) var released: [TailedFile] = []
    /// What rotation left here while no notices told of it is to be searched for.
    var needsSearch = true
    /// How often in a row names moved while it was searched for.
    var failedSearches = 0
    /// Nobody has searched yet: files that the log knows of may be lost.
    var isNew = true
    /// Why the path cannot be read, said once.
    var trouble: String?

    init(path: FilePath, unit: String, host: String, isExpected: Bool) {
        (self.path, self.isExpected) = (path, isExpected)
        origin = Origin(input: "file:\(path.string)", fields: [Field("_HOSTNAME", host)], units: [unit])
    }

    /// The file at the path.
    var current: TailedFile? {
        members.last.flatMap { $0.state.stage == .current ? $0 : nil }
    }

    /// Whether no older file has to be read first; one that cannot be read holds nobody up.
    func mayRead(_ file: TailedFile) -> Bool {
        file.state.releasesSuccessor || next === file || file.lastError != nil
    }

    /// Whether no file of it is followed.
    var isUnused: Bool { members.isEmpty && released.isEmpty }

    /// The one whose turn it is.
    var next: TailedFile? { members.first { $0.lastError == nil } }

    /// Takes in a file: before the current one by age when it is rotated, else as the newest.
    func insert(_ file: TailedFile) {
        guard file.state.stage != .current else { return members.append(file) }
        // A copy is younger than its original, and yet to be read first.
        let isBeforeCurrent = current.map { file.isKnownCopy || file.isOlder(than: $0) } ?? false
        let end = isBeforeCurrent ? members.count - 1 : members.count
        let place = members[..<end].firstIndex { file.isOlder(than: $0) }
        members.insert(file, at: place ?? end)
    }

    /// A file holds nobody up any more.
    func release(_ file: TailedFile) {
        members.removeAll { $0 === file }
        released.append(file)
    }

    /// Lets a file go.
    func remove(_ file: TailedFile) {
        members.removeAll { $0 === file }
        released.removeAll { $0 === file }
    }
}
