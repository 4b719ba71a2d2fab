internal import LogModel
internal import Logging
internal import Synchronization
internal import SystemIO

/// The credentials: in memory for every request, in one file for the next start.
///
/// - A credential is durable before anyone is told its secret: a change is written first and seen second. A revocation is
///   seen first, so that no full disk keeps a stolen token alive.
/// - Requests look at an immutable snapshot, and never wait for the disk; changes wait for each other.
final class AccessStore: Sendable {
    /// The credentials at one moment.
    struct Snapshot: Sendable {
        fileprivate(set) var held: [Held] = []

        struct Held: Sendable {
            let entry: AccessEntry
            let end: Access.End
            /// What all requests that show the credential share.
            let access: Access

            init(_ entry: AccessEntry) {
                (self.entry, end) = (entry, Access.End())
                access = entry.access(end)
            }
        }

        /// The credential with this secret. Every entry is compared, whichever it is.
        func holder(of secret: String, kind: AccessEntry.Kind) -> Held? {
            guard secret.utf8.count <= Secret.limit else { return nil }
            let hash = SecretHash(of: secret)
            var found: Held?
            for held in held where held.entry.hash == hash { found = held }
            return found.flatMap { $0.entry.kind == kind ? $0 : nil }
        }

        /// The certificate of this name.
        func certificate(_ name: String) -> Held? {
            held.first { $0.entry.kind == .certificate && $0.entry.name == name }
        }
    }

    /// Why a change cannot be made.
    enum Fault: Error {
        /// A credential of this name is there.
        case taken
        /// There are as many as there may be.
        case full
        /// None has this name.
        case unknown
        /// The file cannot be written, and nothing was changed.
        case disk(String)
        /// The same of a revocation, which holds all the same for as long as the agent runs.
        case forgettable(String)
    }

    private let state: Mutex<Snapshot>
    /// Held while a change is decided and written.
    private let changing = Mutex(())
    private let file: StateFile?
    /// A file that can be neither read nor put aside is not written over either.
    private let isLost: Bool

    /// Reads the file; what is damaged is put aside, and gives nobody access.
    init(_ file: StateFile?, logger: Logger) {
        let (entries, isLost) = Self.load(file, logger)
        (self.file, self.isLost) = (file, isLost)
        state = Mutex(Snapshot(held: entries.map { Snapshot.Held($0) }))
    }

    private static func load(_ file: StateFile?, _ logger: Logger) -> (entries: [AccessEntry], isLost: Bool) {
        guard let file else { return ([], false) }
        do {
            guard let bytes = try file.read() else { return ([], false) }
            return (try AccessFile.entries(bytes), false)
        } catch {
            let remedy = "no token is valid until new ones are made with \"logcast token create\""
            do {
                let aside = try file.setAside()
                logger.error("\(file.path): damaged, kept as \(aside): \(error); \(remedy)")
                return ([], false)
            } catch let second {
                logger.error("\(file.path): cannot be read (\(error)) nor put aside (\(second)); no token is valid")
                return ([], true)
            }
        }
    }

    /// The credentials as they are now.
    var snapshot: Snapshot { state.withLock { $0 } }

    /// Takes a new credential in. Blocks on the disk.
    func add(_ entry: AccessEntry, now: Timestamp) throws(Fault) {
        try changing.withLock { _ throws(Fault) in
            var next = snapshot
            next.held.removeAll { $0.entry.isExpired(at: now) }
            guard !next.held.contains(where: { $0.entry.name == entry.name }) else { throw .taken }
            makeRoom(in: &next, for: entry.kind)
            guard next.held.count < Limits.credentials else { throw .full }
            next.held.append(Snapshot.Held(entry))
            try write(next)
            let gone = replace(with: next)
            for held in gone { held.end.revoke() }
        }
    }

    /// Sessions are made by each login: the oldest give way, and never a token.
    private func makeRoom(in next: inout Snapshot, for kind: AccessEntry.Kind) {
        guard kind == .session, next.held.count(where: { $0.entry.kind == .session }) >= Limits.sessions else { return }
        if let oldest = next.held.firstIndex(where: { $0.entry.kind == .session }) { next.held.remove(at: oldest) }
    }

    /// Ends a credential, and all that runs by it: at once, whatever the disk says. Blocks on the disk.
    func revoke(_ name: String) throws(Fault) {
        try changing.withLock { _ throws(Fault) in
            var next = snapshot
            guard let index = next.held.firstIndex(where: { $0.entry.name == name }) else { throw .unknown }
            let held = next.held.remove(at: index)
            _ = replace(with: next)
            held.end.revoke()
            do throws(Fault) {
                try write(next)
            } catch {
                guard case .disk(let detail) = error else { throw error }
                throw .forgettable(detail)
            }
        }
    }

    /// Shows a new snapshot, and returns who is no longer in it.
    private func replace(with next: Snapshot) -> [Snapshot.Held] {
        let kept = Set(next.held.map(\.entry.name))
        return state.withLock { state in
            defer { state = next }
            return state.held.filter { !kept.contains($0.entry.name) }
        }
    }

    private func write(_ next: Snapshot) throws(Fault) {
        guard let file else { return }
        if isLost { throw .disk("\(file.path) cannot be read, and is not written over; see the log") }
        do throws(SystemError) {
            try file.replace(with: AccessFile.bytes(next.held.map(\.entry)))
        } catch {
            throw .disk("\(error)")
        }
    }
}
