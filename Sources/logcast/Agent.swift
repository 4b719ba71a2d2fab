import EventStore
import LogInputs
import LogModel
import Logging
import ServiceLifecycle
import StreamServer
import SystemIO
import SystemPackage
import UnixSignals

/// The running program: the inputs write into the event log, the server reads from it.
///
/// It ends in the order in which nothing is lost: streams say `bye`, the log commits what it has taken and seals,
/// readers stop. What the log takes no more stays in the inputs.
struct Agent {
    private let settings: ServeSettings
    private let logger: Logger
    private let log: EventLog
    private let tailer: FileTailer?
    private let journal: JournalReader?
    private let server: StreamServer
    private let notifier = ServiceNotifier()
    private let failure: Failure

    /// What ended the log, and the way to tell those who wait for the end.
    private final class Failure: Sendable {
        let events: AsyncStream<String>
        private let continuation: AsyncStream<String>.Continuation

        init() {
            (events, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
        }

        func report(_ error: any Error) { continuation.yield("\(error)") }
        func finish() { continuation.finish() }
    }

    /// The event log cannot be written any more; systemd starts the service anew.
    struct LogFailed: Error, CustomStringConvertible {
        let description: String
    }

    init(_ settings: ServeSettings) throws {
        Memory.bound()
        Environment.raiseFileLimit()
        self.settings = settings
        let logger = Logger(label: "logcast") { _ in StandardErrorHandler() }
        let failure = Failure()
        (self.logger, self.failure) = (logger, failure)
        let log = try EventLog(options: Self.options(settings), logger: logger) { failure.report($0) }
        self.log = log
        for finding in log.findings { logger.warning("event log: \(finding)") }
        let host = Host.name
        tailer =
            try settings.files.isEmpty
            ? nil
            : FileTailer(
                inputs: settings.files,
                positions: log.recoveredPositions.filter { $0.input.hasPrefix("file:") },
                port: log.makePort(),
                host: host,
                logger: logger
            )
        journal = try settings.journal.map { journal in
            try JournalReader(
                settings: Self.journal(journal),
                positions: log.recoveredPositions,
                port: log.makePort(),
                logger: logger
            )
        }
        server = StreamServer(
            log: log,
            configuration: Self.server(settings, log: log, tailer: tailer, journal: journal),
            logger: logger
        )
    }

    /// Serves until a signal asks for the end, or the log fails.
    func run() async throws {
        for notice in settings.notices { logger.notice("\(notice)") }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: Serving(agent: self))],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: Logger(label: "lifecycle") { _ in SwiftLogNoOpLogHandler() }
            )
        )
        try await group.run()
    }

    /// The agent as the service group sees it.
    private struct Serving: Service {
        let agent: Agent

        func run() async throws { try await agent.serve() }
    }

    private func serve() async throws {
        let addresses: [String]
        do {
            addresses = try await server.start()
        } catch {
            log.close()
            throw error
        }
        log.onDemand { [tailer, journal] in
            tailer?.wake()
            journal?.wake()
        }
        try journal?.start()
        try tailer?.start()
        notifier.ready("serving \(addresses.joined(separator: ", "))")
        logger.notice("serving \(addresses.joined(separator: ", ")); event log in \(settings.state)")
        let failed = await withGracefulShutdownHandler {
            await reloading { await failure.events.first { _ in true } }
        } onGracefulShutdown: {
            failure.finish()
        }
        notifier.stopping()
        await server.shutdown()
        // A reader that waits for room in the log's queue ends only once that closes, and a full disk makes none.
        log.close()
        journal?.stop()
        tailer?.stop()
        if let failed { throw LogFailed(description: "the event log cannot be written: \(failed)") }
    }

    /// Reads the certificate again at each SIGHUP, for as long as `body` runs. Without one, SIGHUP ends the program as
    /// it does by default: a terminal that is closed sends it, too.
    private func reloading(_ body: () async -> String?) async -> String? {
        guard settings.tls != nil else { return await body() }
        return await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sighup) { server.reloadCertificate() }
            }
            defer { tasks.cancelAll() }
            return await body()
        }
    }

    private static func options(_ settings: ServeSettings) -> LogOptions {
        var options = LogOptions(
            directory: settings.state,
            now: { SystemClock.now() },
            random: { UInt64.random(in: .min ... .max) }
        )
        options.maxBytes = settings.maxBytes
        options.maxAge = settings.maxAge
        options.keepFree = settings.keepFree
        return options
    }

    private static func journal(_ journal: ServeSettings.Journal) -> JournalReader.Settings {
        var result = JournalReader.Settings(directories: journal.directories) {
            Timestamp(microseconds: SystemClock.now())
        }
        result.machine = journal.isSystem ? Environment.firstLine(of: "/etc/machine-id") : nil
        result.since = journal.since
        result.coredumpUID = Environment.userID(of: "systemd-coredump").map { String($0) }
        return result
    }

    private static func report(_ status: InputStatus) -> InputReport {
        InputReport(
            name: status.name,
            unit: status.units.first,
            position: status.position,
            lag: status.lag,
            lastError: status.lastError,
            events: status.eventsRead
        )
    }

    private static func server(
        _ settings: ServeSettings,
        log: EventLog,
        tailer: FileTailer?,
        journal: JournalReader?
    ) -> ServerConfiguration {
        let machine = Environment.machine
        return ServerConfiguration(
            listen: settings.listen,
            socketPath: settings.socket,
            inherited: settings.inherited,
            tls: settings.tls,
            hostNames: Host.names,
            heartbeat: settings.heartbeat,
            limits: settings.limits,
            access: settings.access,
            version: Logcast.version,
            now: { Timestamp(microseconds: SystemClock.now()) },
            zoneOffset: { SystemClock.zoneOffset(at: $0) },
            inputs: { ((journal?.status ?? []) + (tailer?.status ?? [])).map { Self.report($0) } },
            machine: { machine },
            readiness: { log.status.waiting }
        )
    }
}
