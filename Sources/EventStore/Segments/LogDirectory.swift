internal import LogModel
internal import SystemIO
internal import SystemPackage

/// The names and the durable creation of what stands in a log's directory.
struct LogDirectory: Sendable {
    let path: FilePath
    let fileSystem: any FileSystem

    static let segmentSuffix = ".seg"
    static let temporarySuffix = ".tmp"
    var quarantine: FilePath { path.appending("quarantine") }

    func segmentPath(_ firstID: EventID) -> FilePath {
        let digits = String(firstID.rawValue)
        return path.appending(String(repeating: "0", count: 16 - digits.count) + digits + Self.segmentSuffix)
    }

    /// The first IDs of the segments, ascending; what a crash left half-made is removed.
    func segments() throws(SystemError) -> [EventID] {
        var result: [EventID] = []
        for name in try fileSystem.list(path) {
            if name.hasSuffix(Self.temporarySuffix) {
                try fileSystem.unlink(path.appending(name))
            } else if name.hasSuffix(Self.segmentSuffix), name.utf8.count == 20,
                let number = UInt64(name.dropLast(4)), let id = EventID(rawValue: number)
            {
                result.append(id)
            }
        }
        return result.sorted()
    }

    /// The log's random name, made with the directory.
    func logID(random: () -> UInt64) throws(SystemError) -> UInt64 {
        let file = path.appending("log-id")
        if try fileSystem.list(path).contains("log-id") {
            let text = String(decoding: try fileSystem.open(file, .read).read(at: 0, count: 32), as: UTF8.self)
            if let id = UInt64(text.prefix(16), radix: 16) { return id }
            // Damaged: a new name is the honest answer, since nobody can tell any more that it is the same log.
        }
        let id = random()
        try write(Array("\(Self.hex(id))\n".utf8), to: file)
        return id
    }

    /// Makes or replaces a small file, durably.
    func write(_ bytes: [UInt8], to file: FilePath) throws(SystemError) {
        let temporary = FilePath(file.string + Self.temporarySuffix)
        let handle = try create(temporary)
        try handle.write(bytes, at: 0)
        try handle.sync()
        try fileSystem.rename(temporary, to: file)
        try fileSystem.syncDirectory(path)
    }

    /// Opens a new file; one of that name that an earlier attempt left is replaced.
    func create(_ file: FilePath) throws(SystemError) -> any StorageFile {
        do {
            return try fileSystem.open(file, .create)
        } catch  where error.code == .fileExists {
            try fileSystem.unlink(file)
            return try fileSystem.open(file, .create)
        }
    }

    /// Saves damaged bytes aside and returns the evidence's name. Never in the way of starting: a failure is only told.
    func keepAside(_ range: Range<UInt64>, of segment: Segment) -> String {
        let name = "\(segment.path.lastComponent?.string ?? "segment")-\(range.lowerBound)-\(range.upperBound)"
        do {
            try fileSystem.createDirectory(quarantine)
            let copy = try create(quarantine.appending(name))
            var offset = range.lowerBound
            while offset < range.upperBound {
                let bytes = try segment.file.read(at: offset, count: Int(min(1 << 20, range.upperBound - offset)))
                if bytes.isEmpty { break }
                try copy.write(bytes, at: offset - range.lowerBound)
                offset += UInt64(bytes.count)
            }
            return name
        } catch {
            return "\(name) (could not be kept: \(error))"
        }
    }

    static func hex(_ value: UInt64) -> String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
