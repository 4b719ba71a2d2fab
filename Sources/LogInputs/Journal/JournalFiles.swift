internal import LogModel
internal import SystemIO
public import SystemPackage

/// The journal files of directories, by the source that numbered their entries.
///
/// One journald's system and user files share a sequence-number ID; a namespace, another machine, or a journald that
/// lost its files has its own. Over several sources one handle would lose entries that arrive late with an earlier
/// time, so each source is read by a handle of its own.
public struct JournalFiles: Hashable, Sendable {
    /// The sources by ID.
    var sources: [String: Source] = [:]
    /// Files that are no readable journal, and why.
    var unreadable: [String: String] = [:]
    /// The directories that were looked at.
    private(set) var directories: [FilePath] = []

    struct Source: Hashable, Sendable {
        var id: String
        var files: [String]
        /// Whether journald may still append: any file that is not archived.
        var isLive: Bool
        /// The earliest and the latest time of its entries, µs since 1970.
        var firstTime: UInt64
        var lastTime: UInt64
    }

    /// Where journald keeps the journal of this machine.
    public static let systemDirectories: [FilePath] = ["/var/log/journal", "/run/log/journal"]

    /// Whether there is any journal directory.
    public static func exist(in directories: [FilePath]) -> Bool {
        // A directory that cannot be listed is none for this question; a reader would say why.
        directories.contains { (try? LinuxFileSystem().list($0)) != nil }
    }

    /// Looks at all files. `machine` nil takes the subdirectories of every machine.
    init(in directories: [FilePath], machine: String?) {
        for directory in directories {
            add(directory)
            for name in names(directory) where Self.isMachine(name, machine) { add(directory.appending(name)) }
        }
    }

    init() {}

    private mutating func add(_ directory: FilePath) {
        directories.append(directory)
        for name in names(directory).sorted() where name.hasSuffix(".journal") || name.hasSuffix(".journal~") {
            add(file: directory.appending(name))
        }
    }

    private func names(_ directory: FilePath) -> [String] {
        // A missing directory is the normal case: a journal is persistent or volatile, not both.
        (try? LinuxFileSystem().list(directory)) ?? []
    }

    /// `ID` or `ID.NAMESPACE`, where ID is 32 hexadecimal digits.
    private static func isMachine(_ name: String, _ machine: String?) -> Bool {
        let id = name.prefix { $0 != "." }
        return id.utf8.count == 32 && id.allSatisfy(\.isHexDigit) && (machine.map { id == $0 } ?? true)
    }

    private mutating func add(file path: FilePath) {
        do {
            let bytes = try LinuxFileSystem().open(path, .read).read(at: 0, count: JournalFileHeader.size)
            guard let header = JournalFileHeader(bytes) else {
                unreadable[path.string] = "not a journal file, or truncated"
                return
            }
            add(header, path.string)
        } catch  where error.code == .noSuchFileOrDirectory {
            // Vacuumed between the listing and now.
        } catch {
            unreadable[path.string] = error.description
        }
    }

    private mutating func add(_ header: JournalFileHeader, _ path: String) {
        let new = Source(
            id: header.sequenceID,
            files: [],
            isLive: false,
            firstTime: header.headRealtime == 0 ? .max : header.headRealtime,
            lastTime: 0
        )
        var source = sources[header.sequenceID] ?? new
        source.files.append(path)
        source.isLive = source.isLive || !header.isArchived
        if header.headRealtime > 0 { source.firstTime = min(source.firstTime, header.headRealtime) }
        source.lastTime = max(source.lastTime, header.tailRealtime)
        sources[header.sequenceID] = source
    }
}

/// What the reader needs of a journal file's header (systemd's journal-def.h, stable since the first release).
struct JournalFileHeader: Hashable, Sendable {
    static let size = 208
    let isArchived: Bool
    let sequenceID: String
    let headRealtime: UInt64
    let tailRealtime: UInt64

    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.size, bytes.starts(with: Array("LPKSHHRH".utf8)) else { return nil }
        isArchived = bytes[16] == 2
        sequenceID = bytes[72..<88].map { byte in
            String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
        }.joined()
        let words = bytes.withUnsafeBytes { raw in
            [184, 192].map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        }
        (headRealtime, tailRealtime) = (words[0], words[1])
    }
}
