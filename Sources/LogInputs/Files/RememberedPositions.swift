internal import SystemPackage

/// The positions of files that are not followed now: recovered from the log, or of files read to their end.
struct RememberedPositions {
    private var positions: [FileKey: FilePosition] = [:]
    private var keys: [FilePath: Set<FileKey>] = [:]

    subscript(key: FileKey) -> FilePosition? {
        get { positions[key] }
        set {
            if let old = positions[key] { keys[old.path]?.remove(key) }
            positions[key] = newValue
            if let newValue { keys[newValue.path, default: []].insert(key) }
        }
    }

    var all: [(key: FileKey, position: FilePosition)] { positions.map { ($0.key, $0.value) } }

    /// The files that bore this path, in no order.
    func keys(of path: FilePath) -> Set<FileKey> { keys[path] ?? [] }
}
