import Foundation
import LogModel
import TestSupport
import Testing

@testable import LogInputs

/// What is read past libsystemd is what libsystemd reads, and what journalctl shows.
@Suite(.ownThread) struct JournalShortcutTests {
    @Test(arguments: [
        ["--boots", "3", "--repeat", "0.2", "--extra-fields", "3"],
        ["--binary", "0.2", "--nonutf8", "0.1", "--empty", "0.1", "--nomessage", "0.1"],
        ["--huge", "0.01", "--huge-bytes", "100K", "--multiline", "0.05"],
        ["--huge", "0.01", "--huge-bytes", "300K", "--no-compress", "--binary", "0.3"],
        ["--format", "regular", "--boots", "4", "--step-back", "10m"],
        ["--format", "unkeyed", "--no-compress", "--repeat", "0.3"],
        ["--file-size", "512K", "--extra-fields", "6"],
        ["--state", "online", "--pid1", "0.1", "--coredump", "0.1", "--object", "0.1", "--user", "0.1"],
    ])
    func `every entry is journalctl's, cursor and all`(_ options: [String]) throws {
        guard let journal = try TestJournal(options) else { return }
        try journal.expectEqual(entries: 3000, shortAtLeast: 300)
    }

    @Test func `most fields compressed, and libsystemd goes on alone`() throws {
        guard let journal = try TestJournal(["--multiline", "0.9"]) else { return }
        try journal.expectEqual(entries: 3000, shortAtLeast: 0)
    }

    @Test func `a field that an entry has twice is no other entry's`() throws {
        // The two cancel each other out of the XOR hash, and libsystemd keeps one of them.
        let twice = "awk '{ print } /^TAG=/ { print }'"
        guard let journal = try TestJournal(["--repeat", "0.5"], through: twice) else { return }
        try journal.expectEqual(entries: 3000, shortAtLeast: 1000)
    }

    @Test func `entries of two machines in one file`() throws {
        let other = "cat - <(python3 \"$MKJOURNAL\" -o - -n 1500 --seed 77 --hostname other --boots 2)"
        guard let journal = try TestJournal(["--boots", "2"], entries: 1500, through: other) else { return }
        try journal.expectEqual(entries: 3000, shortAtLeast: 1000)
    }

    @Test func `numbers missing in the middle of a batch are the same gaps`() throws {
        guard let journal = try TestJournal(["--boots", "2"]) else { return }
        try journal.renumber { (number: UInt64) -> UInt64 in
            switch number {
            case ..<1000: number
            case ..<1010: number * 3
            default: number + 5000
            }
        }
        let gaps = try journal.expectEqual(entries: 3000, shortAtLeast: 1000)
        #expect(gaps == 11)
    }

    @Test func `files whose numbers alternate are put in order`() throws {
        guard let journal = try TestJournal([], splitInTwo: true) else { return }
        let gaps = try journal.expectEqual(entries: 6000, shortAtLeast: 1000)
        #expect(gaps == 0)
    }

    @Test(arguments: [1, 4, 14, 15, 27, 28, 30, 32, 34, 56])
    func `a damaged file gives what libsystemd gives`(_ seed: Int) throws {
        let damage = [["--zero-tail", "0.6"], ["--corrupt", "40"], ["--corrupt", "400"]][seed % 3]
        guard let journal = try TestJournal(["--seed", "\(seed)"] + damage) else { return }
        let (short, plain) = (try journal.read(batchEvents: 50), try journal.read(batchEvents: .max))
        #expect(short.events == plain.events)
        print("seed \(seed): \(plain.events.count) entries, \(short.shortEvents) past libsystemd")
    }

    @Test func `a file that grows is read to its end`() throws {
        guard let journal = try TestJournal([]) else { return }
        let source = try journal.source(batchEvents: 50)
        var events = (0..<20).flatMap { _ in TestJournal.events(source.turn(now: Timestamp(microseconds: 0))) }
        try journal.grow(entries: 3000)
        events += TestJournal.rest(source)
        #expect(events.map { $0.cursor } == (try journal.cursors()))
        #expect(source.shortEvents > 1000)
    }
}
