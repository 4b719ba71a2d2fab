import Foundation
import TestSupport
import Testing

/// `kill -9` in a loop, with a client that resumes by `Last-Event-ID` and must see every event exactly once, under the
/// same ID and with the same bytes as the log holds in the end.
@Suite(.serialized, .ownThread) struct KillTests {
    /// Kills of each loop; `LOGCAST_KILLS` sets another number.
    static let kills = ProcessInfo.processInfo.environment["LOGCAST_KILLS"].flatMap { Int($0) } ?? 40

    /// What makes the moments long in which names can move under the agent.
    enum Pace: CaseIterable {
        /// As it is.
        case usual
        /// Each look at a directory takes 3 ms, and each at a file 0.1 ms.
        case slowLooks

        /// How many kills a loop has; slow ones take long.
        var kills: Int { self == .usual ? KillTests.kills : KillTests.kills / 3 }

        var wrapper: [String] {
            guard self == .slowLooks else { return [] }
            return [
                "strace", "-D", "-f", "-o", "/dev/null", "-e", "trace=getdents64,statx",
                "-e", "inject=getdents64:delay_exit=3000", "-e", "inject=statx:delay_exit=100",
            ]
        }
    }

    @Test(arguments: Pace.allCases)
    func `every line of a rotating file arrives exactly once and in order across kills`(_ pace: Pace) throws {
        let directory = try TemporaryDirectory()
        let seed = seed("files, \(pace)")
        let writer = try RotatingWriter(path: directory.file("app.log"), seed: seed)
        var random = SplitMix(seed: seed &+ 1)
        let arguments = ["--no-journal", "--file", "\(directory.file("app.log"))=app"]
        var client = Client(directory, arguments, wrapper: pace.wrapper)
        for _ in 0..<pace.kills {
            let wanted = client.witness.events.count + Int(random.next() % 60) + 1
            try client.liveThenDie { $0.events.count >= wanted }
            writer.allowRotation()
        }
        let written = writer.stop()
        try client.finish(path: "/logs/app?o=sse&n=all") { $0.events.count >= written.lines }
        #expect(client.witness.events.map { LogQueries.message($0.data) } == (1...written.lines).map { "line \($0)" })
        #expect(client.witness.gaps.isEmpty)
        print("kills: \(pace.kills) under a rotating file, \(written.lines) lines, \(written.rotations) rotations")
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
        try writer.runUnblocked()
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
    private let wrapper: [String]

    init(
        _ directory: TemporaryDirectory,
        _ inputs: [String],
        path: String = "/logs?f&n=all&o=sse",
        wrapper: [String] = []
    ) {
        self.wrapper = wrapper
        socket = directory.file("logcast.sock")
        arguments =
            inputs + [
                "--state", directory.file("state"), "--socket", socket, "--keep-free", "1M", "--heartbeat", "3600",
            ]
        self.path = path
    }

    func start() throws -> AgentProcess { try AgentProcess(arguments, wrapper: wrapper) }

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
