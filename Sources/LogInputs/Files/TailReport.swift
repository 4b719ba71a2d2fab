internal import LogModel
internal import Synchronization
internal import SystemPackage

/// What the tailer's thread tells the others: the state of each file, and whether it is to end.
final class TailReport: Sendable {
    private struct State {
        var entries: [Int: Entry] = [:]
        var troubles: [FilePath: String] = [:]
        var isStopping = false
    }

    private struct Entry {
        let key: FileKey
        let unit: String
        var location: FilePath
        var offset: UInt64
        var size: UInt64
        var eventsRead: UInt64
        var lastError: String?
    }

    private let state = Mutex(State())

    var isStopping: Bool { state.withLock { $0.isStopping } }

    func stop() {
        state.withLock { $0.isStopping = true }
    }

    /// Brings the entries of these files up to date.
    func update(_ files: [TailedFile]) {
        guard !files.isEmpty else { return }
        let entries = files.map { ($0.slot, Self.entry(of: $0)) }
        state.withLock { state in
            for (slot, entry) in entries { state.entries[slot] = entry }
        }
    }

    func remove(_ file: TailedFile) {
        let slot = file.slot
        state.withLock { $0.entries[slot] = nil }
    }

    /// Why a path cannot be read; nil once it can.
    func setTrouble(_ text: String?, at path: FilePath) {
        state.withLock { $0.troubles[path] = text }
    }

    var statuses: [InputStatus] {
        let (entries, troubles) = state.withLock { ($0.entries.sorted { $0.key < $1.key }, $0.troubles) }
        let waiting = troubles.sorted { $0.key.string < $1.key.string }.map { path, text in
            InputStatus(key: "file:\(path.string)", name: path.string, position: "", lastError: text)
        }
        return entries.map { Self.status(of: $0.value) } + waiting
    }

    private static func entry(of file: TailedFile) -> Entry {
        Entry(
            key: file.key,
            unit: file.lineage.origin.subject ?? "",
            location: file.location,
            offset: file.offset,
            size: max(file.size, file.scanned),
            eventsRead: file.eventsRead,
            lastError: file.lastError
        )
    }

    private static func status(of entry: Entry) -> InputStatus {
        InputStatus(
            key: entry.key.text,
            name: entry.location.string,
            units: [entry.unit],
            position: "\(entry.offset)",
            lag: entry.size - min(entry.size, entry.offset),
            lastError: entry.lastError,
            eventsRead: entry.eventsRead
        )
    }
}
