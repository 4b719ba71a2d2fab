internal import Synchronization
public import SystemIO
public import SystemPackage

/// A file system in memory that knows what of it is durable, counts its operations, and fails or stops at any of them.
///
/// What was written is visible at once and durable only after `sync` of the file; a name is visible at once and durable
/// only after `syncDirectory`. `afterCrash` gives what a machine would find after the power failed at that point.
public final class CrashingFileSystem: FileSystem {
    private let state: Mutex<State>

    /// What an operation is made to do.
    public enum Fault: Sendable, Equatable {
        /// It and all later ones fail: the process is gone.
        case crash
        /// It fails once with this error, having done nothing; a write does half of its work.
        case error(Errno)
    }

    struct Inode {
        var current: [UInt8] = []
        var durable: [UInt8] = []
        /// Changes since the last sync, in order.
        var pending: [Change] = []
    }

    enum Change {
        case write(Int, [UInt8])
        case truncate(Int)
    }

    struct State {
        var inodes: [Inode] = []
        var names: [String: Int] = [:]
        var durableNames: [String: Int] = [:]
        var pendingNames: [NameChange] = []
        var operations = 0
        var faults: [Int: Fault] = [:]
        var isCrashed = false
        var syncsLie = false
        var free: UInt64 = 1 << 40
    }

    enum NameChange {
        case link(String, Int)
        case unlink(String)
        case rename(String, String)
    }

    /// An empty file system. With `syncsLie`, no sync makes anything durable: for showing that a checker notices.
    public init(faults: [Int: Fault] = [:], syncsLie: Bool = false) {
        state = Mutex(State(faults: faults, syncsLie: syncsLie))
    }

    init(_ state: sending State) {
        self.state = Mutex(state)
    }

    /// How many operations that change something were begun.
    public var operations: Int { state.withLock { $0.operations } }

    /// Whether a crash was reached.
    public var isCrashed: Bool { state.withLock { $0.isCrashed } }

    /// What of the changes since the last sync a crash leaves.
    public enum Loss: Sendable, CaseIterable {
        /// The power failed, and nothing that was not synced had reached the disk.
        case everything
        /// The process was killed: the page cache has it all.
        case nothing
        /// The power failed, and some of it had reached the disk: any of the writes, each whole or in part.
        case some
    }

    /// The file system that the next start finds.
    public func afterCrash(_ loss: Loss, seed: UInt64, faults: [Int: Fault] = [:]) -> CrashingFileSystem {
        var next = state.withLock { $0 }
        var random = SplitMix(seed: seed)
        for index in next.inodes.indices { next.inodes[index].crash(loss, &random) }
        switch loss {
        case .everything: next.names = next.durableNames
        case .nothing: break
        case .some:
            next.names = next.durableNames
            // A journaling file system replays its directory operations in order, up to some point.
            for change in next.pendingNames.prefix(Int(random.next() % UInt64(next.pendingNames.count + 1))) {
                change.apply(&next.names)
            }
        }
        next.durableNames = next.names
        (next.pendingNames, next.operations, next.faults, next.isCrashed) = ([], 0, faults, false)
        return CrashingFileSystem(next)
    }

    /// Changes the bytes of a file behind everyone's back, durably.
    public func damage(_ path: FilePath, _ body: (inout [UInt8]) -> Void) {
        state.withLock { state in
            guard let inode = state.names[path.string] else { return }
            body(&state.inodes[inode].current)
            state.inodes[inode].durable = state.inodes[inode].current
        }
    }

    /// The bytes of a file; empty if there is none.
    public func contents(_ path: FilePath) -> [UInt8] {
        state.withLock { state in state.names[path.string].map { state.inodes[$0].current } ?? [] }
    }

    /// Sets how many bytes are free; writes beyond fail.
    public func setFree(_ bytes: UInt64) { state.withLock { $0.free = bytes } }

    func perform<Result: Sendable>(
        _ call: String,
        _ subject: String,
        _ body: (inout State) throws(SystemError) -> Result,
        half: (inout State) -> Void = { _ in }
    ) throws(SystemError) -> Result {
        let outcome = state.withLock { state -> Swift.Result<Result, SystemError> in
            if state.isCrashed { return .failure(SystemError(call: call, code: .ioError, subject: "crashed")) }
            state.operations += 1
            switch state.faults[state.operations] {
            case .crash:
                half(&state)
                state.isCrashed = true
                return .failure(SystemError(call: call, code: .ioError, subject: "crashed"))
            case .error(let code):
                half(&state)
                return .failure(SystemError(call: call, code: code, subject: subject))
            case nil:
                return Swift.Result { () throws(SystemError) in try body(&state) }
            }
        }
        return try outcome.get()
    }

    func look<Result: Sendable>(_ body: (State) throws(SystemError) -> Result) throws(SystemError) -> Result {
        let outcome = state.withLock { state -> Swift.Result<Result, SystemError> in
            if state.isCrashed { return .failure(SystemError(call: "read", code: .ioError, subject: "crashed")) }
            return Swift.Result { () throws(SystemError) in try body(state) }
        }
        return try outcome.get()
    }
}

extension CrashingFileSystem.NameChange {
    func apply(_ names: inout [String: Int]) {
        switch self {
        case .link(let name, let inode): names[name] = inode
        case .unlink(let name): names[name] = nil
        case .rename(let from, let to):
            names[to] = names[from]
            names[from] = nil
        }
    }
}
