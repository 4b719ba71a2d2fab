public import SystemIO
public import SystemPackage

extension CrashingFileSystem {
    /// Opens or makes a file.
    public func open(_ path: FilePath, _ mode: StorageMode) throws(SystemError) -> any StorageFile {
        let name = path.string
        guard mode == .create else {
            let inode = try look { state throws(SystemError) in
                guard let inode = state.names[name] else {
                    throw SystemError(call: "open", code: .noSuchFileOrDirectory, subject: name)
                }
                return inode
            }
            return CrashingFile(system: self, inode: inode, path: name)
        }
        let inode = try perform("open", name) { state throws(SystemError) in
            guard state.names[name] == nil else { throw SystemError(call: "open", code: .fileExists, subject: name) }
            state.inodes.append(Inode())
            state.names[name] = state.inodes.count - 1
            state.pendingNames.append(.link(name, state.inodes.count - 1))
            return state.inodes.count - 1
        }
        return CrashingFile(system: self, inode: inode, path: name)
    }

    /// Directories exist by themselves here.
    public func createDirectory(_ path: FilePath) throws(SystemError) {}

    /// The names below a directory.
    public func list(_ directory: FilePath) throws(SystemError) -> [String] {
        try look { state in
            let prefix = directory.string + "/"
            return state.names.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
                .filter { !$0.contains("/") }
        }
    }

    /// Visible at once, durable with the directory.
    public func rename(_ from: FilePath, to: FilePath) throws(SystemError) {
        try perform("rename", from.string) { state throws(SystemError) in
            let change = NameChange.rename(from.string, to.string)
            change.apply(&state.names)
            state.pendingNames.append(change)
        }
    }

    /// Visible at once, durable with the directory.
    public func unlink(_ path: FilePath) throws(SystemError) {
        try perform("unlink", path.string) { state throws(SystemError) in
            state.names[path.string] = nil
            state.pendingNames.append(.unlink(path.string))
        }
    }

    /// Makes the names durable.
    public func syncDirectory(_ path: FilePath) throws(SystemError) {
        try perform("fsync", path.string) { state throws(SystemError) in
            guard !state.syncsLie else { return }
            state.durableNames = state.names
            state.pendingNames = []
        }
    }

    /// What `setFree` said.
    public func space(_ path: FilePath) throws(SystemError) -> DiskSpace {
        try look { DiskSpace(total: 1 << 40, free: $0.free) }
    }
}

/// A file of a `CrashingFileSystem`.
final class CrashingFile: StorageFile {
    private let system: CrashingFileSystem
    private let inode: Int
    private let path: String

    init(system: CrashingFileSystem, inode: Int, path: String) {
        (self.system, self.inode, self.path) = (system, inode, path)
    }

    func read(at offset: UInt64, count: Int) throws(SystemError) -> [UInt8] {
        try system.look { [inode] state in
            let bytes = state.inodes[inode].current
            guard offset < UInt64(bytes.count) else { return [] }
            return Array(bytes[Int(offset)..<min(bytes.count, Int(offset) + count)])
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(SystemError) {
        let (whole, inode, path) = (Array(bytes), inode, path)
        try system.perform("pwrite", path) { state throws(SystemError) in
            let old = state.inodes[inode].current.count
            let more = max(0, Int(offset) + whole.count - old)
            guard UInt64(more) <= state.free else { throw SystemError(call: "pwrite", code: .noSpace, subject: path) }
            state.free -= UInt64(more)
            state.inodes[inode].apply(.write(Int(offset), whole))
        } half: { state in
            state.inodes[inode].apply(.write(Int(offset), Array(whole[..<(whole.count / 2)])))
        }
    }

    func truncate(to length: UInt64) throws(SystemError) {
        let inode = inode
        try system.perform("ftruncate", path) { state throws(SystemError) in
            state.inodes[inode].apply(.truncate(Int(length)))
        }
    }

    func sync() throws(SystemError) {
        let inode = inode
        try system.perform("fdatasync", path) { state throws(SystemError) in
            guard !state.syncsLie else { return }
            state.inodes[inode].durable = state.inodes[inode].durableAfterSync
            state.inodes[inode].pending = []
        } half: { state in
            // A failed sync drops the dirty pages' marks: they stay readable, and no later sync writes them.
            state.inodes[inode].pending = []
        }
    }

    func length() throws(SystemError) -> UInt64 {
        try system.look { [inode] state in UInt64(state.inodes[inode].current.count) }
    }
}

extension CrashingFileSystem.Change {
    func apply(_ bytes: inout [UInt8]) {
        switch self {
        case .truncate(let length):
            if length < bytes.count {
                bytes.removeLast(bytes.count - length)
            } else {
                bytes += [UInt8](repeating: 0, count: length - bytes.count)
            }
        case .write(let offset, let part):
            if bytes.count < offset + part.count {
                bytes += [UInt8](repeating: 0, count: offset + part.count - bytes.count)
            }
            bytes.replaceSubrange(offset..<offset + part.count, with: part)
        }
    }
}

extension CrashingFileSystem.Inode {
    mutating func apply(_ change: CrashingFileSystem.Change) {
        change.apply(&current)
        pending.append(change)
    }

    /// What a successful sync makes durable: the changes that are still marked as unwritten.
    var durableAfterSync: [UInt8] { pending.reduce(into: durable) { $1.apply(&$0) } }

    mutating func crash(_ loss: CrashingFileSystem.Loss, _ random: inout SplitMix) {
        switch loss {
        case .everything: current = durable
        case .nothing: break
        case .some:
            current = durable
            for change in pending where random.next() % 2 == 0 {
                guard case .write(let offset, let part) = change, random.next() % 2 == 0 else {
                    change.apply(&current)
                    continue
                }
                let kept = Int(random.next() % UInt64(part.count + 1))
                CrashingFileSystem.Change.write(offset, Array(part[..<kept])).apply(&current)
            }
        }
        durable = current
        pending = []
    }
}
