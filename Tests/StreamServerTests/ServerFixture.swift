import EventStore
import Foundation
import LogModel
import Logging
import Synchronization
import SystemIO
import SystemPackage
import TestSupport

@testable import StreamServer

/// A real log in a directory of its own, served on loopback and on a Unix socket.
final class ServerFixture: Sendable {
    let directory: TemporaryDirectory
    let log: EventLog
    let server: StreamServer
    let context: ServerContext
    let address: String
    let socket: String
    let configuration: ServerConfiguration
    let logger: Logger
    private let port: IngestPort
    private let demandChanged: Waker

    /// 2026-11-23T02:20:23.004710Z, when everything in these tests happens.
    static let time = Timestamp(microseconds: 1_795_400_423_004_710)

    init(
        heartbeat: Duration = .seconds(600),
        now: @escaping @Sendable () -> Timestamp = { ServerFixture.time },
        zone: Int = 3600,
        readiness: String? = nil,
        memory: Int = 16 << 20,
        maximumStreams: Int = 100,
        limits: ServerLimits = ServerLimits(),
        tls: TLSFiles? = nil,
        boot: String = "",
        access: AccessConfiguration = AccessConfiguration(isOpen: true),
        logger: Logger = Logger(label: "test"),
        isPrompt: Bool = false
    ) async throws {
        self.logger = logger
        directory = try TemporaryDirectory()
        var options = LogOptions(
            directory: FilePath(directory.file("state")),
            now: { ServerFixture.time.microseconds },
            random: { 7 }
        )
        options.linger = .milliseconds(1)
        options.memory = memory
        log = try EventLog(options: options, logger: Logger(label: "test")) { fatalError("\($0)") }
        port = log.makePort()
        let changed = try Waker()
        demandChanged = changed
        log.onDemand { [port] in
            // As inputs that have nothing left to read: a finite query need not wait for them.
            if isPrompt { port.reachedEnd(port.demand().freshness) }
            changed.signal()
        }
        socket = directory.file("s.sock")
        var limits = limits
        limits.streams = maximumStreams
        configuration = ServerConfiguration(
            listen: [("127.0.0.1", 0)],
            socketPath: socket,
            tls: tls,
            hostNames: ["Web1.example.org"],
            heartbeat: heartbeat,
            limits: limits,
            access: access,
            version: "0.1",
            now: now,
            zoneOffset: { _ in zone },
            inputs: {
                [InputReport(name: "journal", unit: nil, position: "i=7", lag: nil, lastError: nil, events: 7)]
            },
            machine: {
                var machine = MachineReport()
                machine.boot = boot
                return machine
            },
            readiness: { readiness }
        )
        context = ServerContext(log: log, configuration: configuration, logger: logger)
        server = StreamServer(context)
        let addresses = try await server.start()
        address = addresses.last ?? ""
    }

    func close() async {
        await server.shutdown()
        log.close()
    }

    /// Puts events in and waits until they are durable; returns the ID of the first.
    @discardableResult
    func append(_ events: [TestEvent]) -> EventID {
        let moved = DispatchSemaphore(value: 0)
        let token = log.addListener { moved.signal() }
        defer { log.removeListener(token) }
        let first = log.bounds.head
        _ = port.submit(IngestBatch(columns: TestEvent.columns(events)))
        while log.bounds.head.rawValue < first.rawValue + UInt64(events.count) { moved.wait() }
        return first
    }

    /// Waits until no follow stream is open. One caller at a time.
    func waitForNoFollower() {
        while log.status.followers > 0 { demandChanged.wait(timeout: nil) }
    }

    /// Waits until something asks for the inputs to be read to their present end; false if nothing does.
    func waitForFreshenDemand() -> Bool {
        let asked = port.demand().freshness
        // A guard against a hang, not a measure of time.
        let deadline = ContinuousClock.now + .seconds(10)
        while port.demand().freshness == asked {
            guard ContinuousClock.now < deadline else { return false }
            demandChanged.wait(timeout: .seconds(1))
        }
        return true
    }

    /// Answers `freshen` as readers of inputs do once they are at their end.
    func reachEnd() { port.reachedEnd(port.demand().freshness) }

    func get(_ path: String, _ headers: [String: String] = [:], method: String = "GET") throws -> HTTPConnection {
        try HTTPConnection(address, path: path, headers: headers, method: method)
    }

    func text(_ path: String, _ headers: [String: String] = [:]) throws -> String {
        String(decoding: try get(path, headers).readAll(), as: UTF8.self)
    }
}

/// One event to put into a log.
struct TestEvent {
    var message: [UInt8]?
    var origin = TestEvent.journal()
    var priority: Priority?
    var own: [[UInt8]] = []
    var time = ServerFixture.time
    var address = JournalAddress.none
    var gap: Gap?

    init(_ message: String?, unit: String = "app.service", priority: UInt8? = 6) {
        self.init(bytes: message.map { Array($0.utf8) }, unit: unit, priority: priority)
    }

    init(bytes: [UInt8]?, unit: String = "app.service", priority: UInt8? = 6) {
        message = bytes
        origin = Self.journal(unit)
        self.priority = priority.flatMap { Priority(rawValue: $0) }
    }

    static func journal(_ unit: String = "app.service", extra: [Field] = []) -> Origin {
        Origin(
            input: "journal",
            fields: [
                Field("_HOSTNAME", "web1"), Field("SYSLOG_IDENTIFIER", "app"), Field("_PID", "812"),
                Field("_BOOT_ID", "c39ef16dd350464fab0ded3bfe5f8830"),
                Field("__SEQNUM_ID", "26473706a5864074939af7c671a1ed80"),
            ] + extra,
            units: [unit]
        )
    }

    static func columns(_ events: [TestEvent]) -> EventColumns {
        var columns = EventColumns()
        for event in events {
            let index =
                columns.origins.firstIndex(of: event.origin).map { UInt32($0) } ?? columns.addOrigin(event.origin)
            if let gap = event.gap {
                columns.append(gap: gap, time: event.time, origin: index)
                continue
            }
            var own = ByteWriter(capacity: 64)
            for field in event.own {
                own.append(varint: UInt64(field.count))
                own.append(bytes: field)
            }
            let kind = EventColumns.Kind(priority: event.priority)
            own.withBytes { fields in
                if let message = event.message {
                    message.withUnsafeBytes { bytes in
                        // An empty array has no address, which would mean "no message".
                        columns.append(
                            time: event.time,
                            origin: index,
                            kind: kind,
                            message: bytes,
                            ownFields: fields,
                            address: event.address
                        )
                    }
                } else {
                    columns.append(
                        time: event.time,
                        origin: index,
                        kind: kind,
                        message: nil,
                        ownFields: fields,
                        address: event.address
                    )
                }
            }
        }
        return columns
    }
}

/// A follow stream being read.
final class StreamReader {
    let connection: HTTPConnection
    private var parser = SSEParser()
    private var pending: [SSEEvent] = []

    init(_ connection: HTTPConnection) { self.connection = connection }

    var comments: [String] { parser.comments }

    /// The next event; nil at the end.
    func next() -> SSEEvent? {
        while pending.isEmpty {
            guard let bytes = connection.read() else { return nil }
            pending = parser.feed(bytes)
        }
        return pending.removeFirst()
    }

    /// The next `count` events.
    func next(_ count: Int) -> [SSEEvent] { (0..<count).compactMap { _ in next() } }
}

extension SSEEvent {
    var text: String { String(decoding: data, as: UTF8.self) }
}
