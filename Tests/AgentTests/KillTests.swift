import Foundation
import TestSupport
import Testing

/// `kill -9` in a loop, with a client that resumes by `Last-Event-ID` and must see every event exactly once, under the
/// same ID and with the same bytes as the log holds in the end.
@Suite(.serialized) struct KillTests {
    /// Kills of each loop; `LOGCAST_KILLS` sets another number.
    static let kills = ProcessInfo.processInfo.environment["LOGCAST_KILLS"].flatMap { Int($0) } ?? 40

    @Test func `every line of a rotating file arrives exactly once across kills`() throws {
        let directory = try TemporaryDirectory()
        var random = SplitMix(seed: seed("files"))
        var file = RotatingFile(path: directory.file("app.log"))
        let arguments = ["--no-journal", "--file", "\(directory.file("app.log"))=app"]
        var client = Client(directory, arguments)
        for _ in 0..<Self.kills {
            file.write(lines: Int(random.next() % 200), &random)
            let before = file.written
            let wanted = client.witness.events.count + Int(random.next() % 60) + 1
            let more = Int(random.next() % 200) + 60
            try client.liveThenDie { witness in
                if file.written == before { file.write(lines: more, &random) }
                return witness.events.count >= wanted
            }
            file.isKnown = true
        }
        file.write(lines: 1, &random)
        let total = file.written
        try client.finish(path: "/logs/app?o=sse&n=all") { $0.events.count >= total }
        let numbers = client.witness.events.compactMap { event in
            LogQueries.message(event.data).split(separator: " ").last.flatMap { Int($0) }
        }
        #expect(numbers.sorted() == Array(1...total))
        for lines in file.files {
            let read = numbers.filter { lines.contains($0) }
            #expect(read == read.sorted(), "the file with the lines \(lines)")
        }
        print("kills: \(Self.kills) under a rotating file, \(total) lines, \(file.rotations) rotations")
    }

    @Test func `every journal entry arrives exactly once across kills`() throws {
        guard let mkjournal = Tool.shared("mkjournal") else { return }
        let directory = try TemporaryDirectory()
        let journal = directory.file("journal")
        let total = Self.kills * 50
        let writer = Process()
        writer.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        writer.arguments = ["python3", mkjournal, "-o", journal, "-n", "\(total)", "--live", "500"]
        writer.standardError = FileHandle.nullDevice
        try FileManager.default.createDirectory(atPath: journal, withIntermediateDirectories: true)
        try writer.run()
        defer { writer.terminate() }
        var random = SplitMix(seed: seed("journal"))
        var client = Client(directory, ["--journal-dir", journal, "--since", "all"])
        for _ in 0..<Self.kills {
            let wanted = min(client.witness.events.count + Int(random.next() % 60) + 1, total)
            try client.liveThenDie { $0.events.count >= wanted }
        }
        try client.finish(path: "/logs?o=sse&n=all") { $0.events.count >= total }
        let numbers = client.witness.events.map { LogQueries.message($0.data).split(separator: " ")[1] }
        #expect(numbers == (0..<total).map { "\($0)" })
        #expect(client.witness.gaps.isEmpty)
        print("kills: \(Self.kills) under a live journal, \(total) entries")
    }

    @Test(arguments: StreamWitness.Fault.allCases)
    func `the checker catches a planted fault`(_ fault: StreamWitness.Fault) throws {
        let log = (1...9).map { (id: UInt64($0), data: Array("event \($0)".utf8)) }
        var witness = StreamWitness()
        for event in log { witness.take(SSEEvent(id: "\(event.id)", type: "message", data: event.data)) }
        try witness.verify(against: log)
        #expect(throws: StreamWitness.Violation.self) { try witness.planted(fault, at: 4).verify(against: log) }
    }

    private func seed(_ name: String) -> UInt64 {
        let seed =
            ProcessInfo.processInfo.environment["LOGCAST_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1 << 32)
        print("seed of the kill loop (\(name)): \(seed)")
        return seed
    }
}

/// A client that goes on where it was, whatever happens to the agent.
struct Client {
    var witness = StreamWitness()
    private let arguments: [String]
    private let socket: String
    private let path: String

    init(_ directory: TemporaryDirectory, _ inputs: [String], path: String = "/logs?f&n=all&o=sse") {
        socket = directory.file("logcast.sock")
        arguments =
            inputs + [
                "--state", directory.file("state"), "--socket", socket, "--keep-free", "1M", "--heartbeat", "3600",
            ]
        self.path = path
    }

    func start() throws -> AgentProcess { try AgentProcess(arguments) }

    /// Starts the agent, follows until `isEnough`, and kills it.
    mutating func liveThenDie(_ isEnough: (StreamWitness) -> Bool) throws {
        let agent = try start()
        defer { agent.kill() }
        let connection = try connect()
        if !isEnough(witness) { _ = witness.read(connection) { witness, _ in isEnough(witness) } }
    }

    /// Follows to the end of what was written, and compares all that was ever seen with what the log holds.
    mutating func finish(path: String, _ isDone: (StreamWitness) -> Bool) throws {
        let agent = try start()
        let connection = try connect()
        if !isDone(witness) { _ = witness.read(connection) { witness, _ in isDone(witness) } }
        try witness.verify(against: LogQueries.log(socket, path))
        #expect(agent.terminate() == 0)
    }

    func connect() throws -> HTTPConnection {
        let resume = witness.lastEventID.isEmpty ? [:] : ["Last-Event-ID": witness.lastEventID]
        let connection = try HTTPConnection(socket, path: path, headers: resume)
        #expect(connection.status == 200)
        return connection
    }
}

/// A log file with numbered lines that is rotated by rename now and then, as logrotate does.
struct RotatingFile {
    let path: String
    private(set) var written = 0
    private(set) var rotations = 0
    /// The numbers of the lines of each file there was.
    private(set) var files: [ClosedRange<Int>] = []
    /// Whether the agent has seen the file: what was rotated away before is not asked for.
    var isKnown = false
    private var handle: FileHandle?
    private var made = ContinuousClock.now
    /// A file younger than this is not rotated: times of birth are told apart by ticks of 4 ms.
    static let leastAge = Duration.milliseconds(20)

    init(path: String) {
        self.path = path
    }

    mutating func write(lines: Int, _ random: inout SplitMix) {
        for _ in 0..<lines {
            if handle == nil || isKnown && random.next() % 150 == 0 && .now - made > Self.leastAge { rotate() }
            written += 1
            if let last = files.popLast() { files.append(last.lowerBound...max(last.upperBound, written)) }
            handle?.write(Data("line \(written)\n".utf8))
        }
    }

    private mutating func rotate() {
        if handle != nil {
            rotations += 1
            // As logrotate's dateext: one rename.
            rename(path, "\(path)-20261123-\(String(100_000 + rotations))")
        }
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        handle = FileHandle(forWritingAtPath: path)
        files.append(written + 1...written + 1)
        made = .now
    }
}
