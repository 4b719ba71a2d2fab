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
    /// Those that are followed; the last may be the one at the path now.
    private(set) var members: [TailedFile] = []
    /// Whether what rotation left here while nobody looked was searched for.
    var isExplored = false
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

    /// Whether no older file has to be read first.
    func mayRead(_ file: TailedFile) -> Bool {
        for member in members {
            if member === file { return true }
            if !member.state.releasesSuccessor { return false }
        }
        return true
    }

    /// Takes in a file: before the current one by age when it is rotated, else as the newest.
    func insert(_ file: TailedFile) {
        guard file.state.stage != .current else { return members.append(file) }
        let end = current == nil ? members.count : members.count - 1
        let place = members[..<end].firstIndex { file.isOlder(than: $0) }
        members.insert(file, at: place ?? end)
    }

    /// Lets a file go.
    func remove(_ file: TailedFile) {
        members.removeAll { $0 === file }
    }
}
