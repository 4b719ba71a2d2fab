import Foundation
import LogModel
import SystemPackage
import Testing

@testable import LogInputs

/// Random writers, rotations, stalls and crashes against a tailer, with a checker that knows every line written.
@Suite struct FilesRandomTests {
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }

    /// A writer of numbered lines that rotates its file like logrotate.
    final class Writer {
        let name: String
        let directory: LogDirectory
        var written: [String] = []
        private var held: FileDescriptor?
        private let copies: Bool

        init(_ name: String, in directory: LogDirectory, copies: Bool) {
            (self.name, self.directory, self.copies) = (name, directory, copies)
        }

        func line(_ padding: Int) throws {
            let text = "\(name) \(written.count) " + String(repeating: "x", count: padding)
            written.append(text)
            let file = try held ?? open()
            held = file
            try file.writeAll(Array((text + "\n").utf8))
        }

        func reopen() throws {
            try held?.close()
            held = nil
        }

        func rotate() throws {
            guard FileManager.default.fileExists(atPath: directory(name)) else { return }
            for index in (1..<40).reversed() where FileManager.default.fileExists(atPath: directory("\(name).\(index)"))
            {
                try directory.rename("\(name).\(index)", "\(name).\(index + 1)")
            }
            guard copies else { return try directory.rename(name, "\(name).1") }
            try directory.copy(name, "\(name).1")
            try directory.truncate(name)
        }

        private func open() throws -> FileDescriptor {
            try FileDescriptor.open(
                FilePath(directory(name)),
                .writeOnly,
                options: [.append, .create],
                permissions: .ownerReadWrite
            )
        }
    }

    @Test(arguments: [false, true])
    func `no line is lost or repeated under random rotation, stalls and crashes`(copies: Bool) throws {
        // FILES_ROUNDS=1000 for a soak, FILES_SEED for one that failed.
        let chosen = ProcessInfo.processInfo.environment["FILES_SEED"].flatMap { UInt64($0) }
        if let chosen { return try run(seed: chosen, copies: copies) }
        let rounds = ProcessInfo.processInfo.environment["FILES_ROUNDS"].flatMap { Int($0) } ?? 3
        for _ in 0..<rounds { try run(seed: .random(in: 1...1_000_000_000), copies: copies) }
    }

    func run(seed: UInt64, copies: Bool) throws {
        print("files seed \(seed), copies \(copies)")
        var random = Seeded(state: seed)
        let directory = try LogDirectory()
        var limits = FileLimits()
        limits.openFiles = 3
        limits.turn = 4096
        limits.line = 2048
        let tailer = try DrivenTailer([directory("*.log")], limits: limits)
        tailer.settle()
        let writers = (0..<4).map { Writer("w\($0).log", in: directory, copies: copies) }
        // What was rotated before the first look at its path is not for the log.
        for writer in writers { try writer.line(0) }
        tailer.settle()
        for _ in 0..<400 { try step(&random, tailer, writers, copies: copies) }
        tailer.log.close(afterBatches: .max)
        try tailer.restart()
        for _ in 0..<90 { tailer.pass(.seconds(2)) }
        for writer in writers {
            let seen = tailer.log.texts.filter { $0.hasPrefix(writer.name + " ") }
            let fault = Self.fault(seen: seen, written: writer.written)
            #expect(fault == nil, "\(writer.name), seed \(seed), copies \(copies)")
        }
        #expect(tailer.log.gaps.isEmpty, "seed \(seed), copies \(copies)")
    }

    /// What is wrong with the lines seen, in a few words.
    static func fault(seen: [String], written: [String]) -> String? {
        guard seen != written else { return nil }
        let known = Dictionary(uniqueKeysWithValues: written.enumerated().map { ($1, $0) })
        let numbers = seen.map { known[$0] ?? -1 }
        let counts = Dictionary(grouping: numbers) { $0 }.mapValues(\.count)
        let lost = written.indices.filter { counts[$0] == nil }
        let repeated = counts.filter { $0.value > 1 }.keys.sorted()
        let turned = zip(numbers, numbers.dropFirst()).filter { $0 > $1 }.map { "\($0)>\($1)" }
        return "lost \(lost) repeated \(repeated) made up \(counts[-1] ?? 0) out of order \(turned)"
    }

    @Test func `the checker sees a loss, a repetition, a change and another order`() {
        let written = ["0", "1", "2"]
        #expect(Self.fault(seen: written, written: written) == nil)
        for seen in [["0", "2"], ["0", "1", "1", "2"], ["0", "1", "x"], ["1", "0", "2"]] {
            #expect(Self.fault(seen: seen, written: written) != nil)
        }
    }

    private func step(_ random: inout Seeded, _ tailer: DrivenTailer, _ writers: [Writer], copies: Bool) throws {
        let writer = writers[Int.random(in: 0..<writers.count, using: &random)]
        switch Int.random(in: 0..<100, using: &random) {
        case ..<60:
            for _ in 0..<Int.random(in: 1...20, using: &random) {
                try writer.line(.random(in: 0...300, using: &random))
            }
        case ..<70:
            // A copy is known by what was read of the original: only if anything was.
            if copies {
                try writer.line(0)
                guard tailer.settle() else { return try restart(tailer) }
                for _ in 0..<3 { try writer.line(10) }
            }
            try writer.rotate()
            try writer.reopen()
        case ..<90:
            let moment = Duration.milliseconds(.random(in: 0...2000, using: &random))
            guard tailer.settle(), tailer.pass(moment) else { return try restart(tailer) }
        case ..<95:
            tailer.log.close(afterBatches: .random(in: 0...2, using: &random))
        default:
            try restart(tailer)
        }
    }

    private func restart(_ tailer: DrivenTailer) throws {
        tailer.log.close(afterBatches: .max)
        try tailer.restart()
        tailer.settle()
    }
}
