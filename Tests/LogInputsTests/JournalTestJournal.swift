import Foundation
import LogModel
import SystemPackage
import TestSupport
import Testing

@testable import LogInputs

/// A journal made for a test, and what a source reads of it.
struct TestJournal {
    let directory: TemporaryDirectory
    private let mkjournal: String

    /// An entry as it was handed over.
    struct Event: Hashable {
        var cursor: String?
        var origin: Origin
        var kind: EventColumns.Kind
        var message: [UInt8]
        var ownFields: [UInt8]
    }

    /// Nil where the tool is not there. `through` is a shell filter of the export stream.
    init?(_ options: [String], entries: Int = 3000, through filter: String? = nil, splitInTwo: Bool = false) throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return nil }
        (self.mkjournal, directory) = (mkjournal, try TemporaryDirectory())
        let command = ["env", "MKJOURNAL=\(mkjournal)", "python3", mkjournal, "-n", "\(entries)"] + options
        if let filter {
            let remote = "/usr/lib/systemd/systemd-journal-remote -o \(directory.path)/system.journal -"
            let script = "\"$@\" -o - | \(filter) | \(remote)"
            try Tool.run(["env", "MKJOURNAL=\(mkjournal)", "bash", "-c", script, "bash"] + command)
        } else {
            try Tool.run(command + ["-o", "\(directory.path)/"])
        }
        if splitInTwo { try split() }
    }

    /// Writes more entries into the same file.
    func grow(entries: Int) throws {
        let file = try #require(try files().first)
        let script = "\"$@\" -o - | /usr/lib/systemd/systemd-journal-remote -o \(file) -"
        let make = ["python3", mkjournal, "-n", "\(entries)", "--start", "2024-01-02T05:00:00", "--seed", "9"]
        try Tool.run(["bash", "-c", script, "bash"] + make)
    }

    /// All files, in the order of their names.
    func files() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted().map { directory.file($0) }
    }

    /// journalctl's `__CURSOR` of each entry.
    func cursors() throws -> [String?] {
        let options = ["-q", "-D", directory.path, "-o", "json", "--output-fields=__CURSOR"]
        return try Tool.run(["journalctl"] + options).split(separator: 0x0a).map { line in
            (try JSONSerialization.jsonObject(with: line) as? [String: Any])?["__CURSOR"] as? String
        }
    }

    /// A source over the files, at its beginning.
    func source(batchEvents: Int) throws -> JournalSource {
        let found = JournalFiles(in: [FilePath(directory.path)], machine: nil)
        let (id, files) = try #require(found.sources.first)
        var limits = JournalLimits()
        limits.batchEvents = batchEvents
        if batchEvents == .max { limits.batchBytes = .max }
        let source = JournalSource(id: id, cursor: nil, limits: limits, coredumpUID: nil)
        source.open(files, start: JournalStart(), hasUnreadableFiles: false)
        #expect(source.lastError == nil)
        return source
    }

    /// All entries, in batches of so many; one endless batch is read by libsystemd alone.
    func read(batchEvents: Int) throws -> (events: [Event], shortEvents: UInt64) {
        let source = try source(batchEvents: batchEvents)
        return (Self.rest(source), source.shortEvents)
    }

    /// What a source has left.
    static func rest(_ source: JournalSource) -> [Event] {
        var events: [Event] = []
        repeat { events += Self.events(source.turn(now: Timestamp(microseconds: 0))) } while !source.isAtEnd
        return events
    }

    static func events(_ batch: IngestBatch) -> [Event] {
        let columns = batch.columns
        return (0..<columns.count).map { index in
            let origin = columns.origin(at: index)
            return Event(
                cursor: cursor(columns, index),
                origin: origin,
                kind: columns.kinds[index],
                message: Array(columns.messages[index]),
                ownFields: Array(columns.ownFields[index])
            )
        }
    }

    private static func cursor(_ columns: EventColumns, _ index: Int) -> String? {
        let fields = columns.origin(at: index).fields
        func value(_ name: String) -> String? { fields.first { $0.name == name }?.text }
        guard let sequenceID = value("__SEQNUM_ID"), let boot = value("_BOOT_ID") else { return nil }
        return JournalCursor(
            sequenceID: sequenceID,
            boot: boot,
            address: columns.addresses[index],
            realtime: UInt64(columns.times[index])
        ).text
    }

    /// Compares with journalctl's cursors and with what libsystemd alone gives; the number of gaps.
    @discardableResult
    func expectEqual(entries: Int, shortAtLeast: Int) throws -> Int {
        let (short, plain) = (try read(batchEvents: 50), try read(batchEvents: .max))
        #expect(plain.shortEvents == 0)
        #expect(short.events == plain.events)
        let cursors = short.events.filter { $0.kind != .gap }.map(\.cursor)
        #expect(cursors.count == entries)
        #expect(cursors == (try self.cursors()))
        #expect(short.shortEvents >= shortAtLeast)
        print("\(cursors.count) cursors equal journalctl's, \(short.shortEvents) past libsystemd")
        return short.events.count { $0.kind == .gap }
    }
}

extension TestJournal {
    /// Gives the entries of the first file other numbers.
    func renumber(_ number: (UInt64) -> UInt64) throws {
        guard let file = try files().first else { return }
        try Self.renumber(file, number)
    }

    /// Makes two files of one, of which one has the odd and the other the even numbers.
    private func split() throws {
        guard let file = try files().first else { return }
        let other = directory.file("user-1000.journal")
        try FileManager.default.copyItem(atPath: file, toPath: other)
        try Self.renumber(file) { $0 * 2 - 1 }
        try Self.renumber(other) { $0 * 2 }
    }

    private static func renumber(_ path: String, _ number: (UInt64) -> UInt64) throws {
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        func word(_ at: Int) -> UInt64 { bytes[at..<at + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        func change(_ at: Int) {
            let new = number(word(at))
            for index in 0..<8 { bytes[at + index] = UInt8(truncatingIfNeeded: new >> UInt64(8 * index)) }
        }
        // Objects stand one after the other, from the end of the header to the tail object.
        var at = Int(word(88))
        let tail = Int(word(136))
        while at <= tail {
            if bytes[at] == 3 { change(at + 16) }
            at += (Int(word(at + 8)) + 7) & ~7
        }
        // tail_entry_seqnum and head_entry_seqnum.
        for offset in [160, 168] { change(offset) }
        try bytes.write(to: URL(fileURLWithPath: path))
    }
}
