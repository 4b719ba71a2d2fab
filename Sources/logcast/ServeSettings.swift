import ArgumentParser
import LogInputs
import LogModel
import StreamServer
import SystemIO
import SystemPackage

/// What the arguments mean on this host, checked before anything is touched.
struct ServeSettings {
    var state: FilePath
    var journal: Journal?
    var files: [FileInput]
    var listen: [(host: String, port: Int)]
    var socket: String?
    var inherited: [Int32]
    var tls: TLSFiles?
    var limits: ServerLimits
    var access: AccessConfiguration
    var heartbeat: Duration
    var maxBytes: UInt64?
    var maxAge: Duration
    var keepFree: UInt64?
    /// What to tell the operator once, at the start.
    var notices: [String] = []

    /// Which journal files to read.
    struct Journal: Equatable {
        var directories: [FilePath]
        var isSystem: Bool
        var since: Timestamp?
    }

    init(_ command: ServeCommand) throws {
        state = try Self.stateDirectory(command.stateDirectory)
        files = try command.files.map { try Self.file($0) }
        (maxBytes, keepFree) = (command.maxBytes?.bytes, command.keepFree?.bytes)
        maxAge = command.maxAge.duration
        if let maxBytes, maxBytes < 1 << 20 {
            throw ValidationError("--max-bytes \(maxBytes): too small; give 1M or more")
        }
        guard (1...3600).contains(command.heartbeat) else {
            throw ValidationError("--heartbeat \(command.heartbeat): give 1 to 3600 seconds")
        }
        heartbeat = .seconds(command.heartbeat)
        socket = command.socket
        // The address of a Unix socket holds 108 bytes, the last a NUL (unix(7)).
        if let socket, !(1...107).contains(socket.utf8.count) {
            throw ValidationError("--socket \(socket): give a path of 1 to 107 bytes")
        }
        inherited = Environment.inheritedSockets()
        listen = []
        limits = command.limits.limits
        tls = try Self.tls(command)
        access = try Self.access(command, state)
        try takeListeners(command)
        try takeJournal(command)
        guard journal != nil || !files.isEmpty else {
            throw ValidationError("nothing to read: there is no journal here; name files with --file GLOB")
        }
    }

    private mutating func takeListeners(_ command: ServeCommand) throws {
        listen = try command.listen.map { try Self.address($0) }
        if listen.isEmpty, command.isOpen { listen = [("127.0.0.1", 8514)] }
        if listen.isEmpty, socket == nil, inherited.isEmpty {
            throw ValidationError("nowhere to serve: give --socket PATH, --listen HOST:PORT, or --open")
        }
        for (host, port) in listen where !Self.isLoopback(host) {
            if command.isOpen {
                throw ValidationError("--listen \(host):\(port): --open serves loopback addresses only")
            }
            if tls == nil, !command.isInsecure {
                throw ValidationError(
                    "--listen \(host):\(port): plain HTTP beyond loopback shows tokens and logs to the network; give "
                        + "--tls-certificate and --tls-key, or accept it with --insecure"
                )
            }
        }
    }

    /// The files that were named, or those that the service manager hands over.
    private static func tls(_ command: ServeCommand) throws -> TLSFiles? {
        let handed = Environment.variable("CREDENTIALS_DIRECTORY")
        func path(_ named: String?, _ name: String) -> String? {
            named ?? handed.map { "\($0)/\(name)" }.flatMap { SmallFile.exists($0) ? $0 : nil }
        }
        let certificate = path(command.tlsCertificate, "tls-certificate")
        let key = path(command.tlsKey, "tls-key")
        guard let certificate, let key else {
            if certificate == nil, key == nil, command.tlsClientCA == nil { return nil }
            throw ValidationError("TLS takes a certificate and its key: give --tls-certificate FILE and --tls-key FILE")
        }
        let files = TLSFiles(certificate: certificate, key: key, clientCA: command.tlsClientCA)
        do {
            try files.check(secondsSince1970: SystemClock.now() / 1_000_000)
        } catch {
            throw ValidationError("\(error)")
        }
        return files
    }

    private static func access(_ command: ServeCommand, _ state: FilePath) throws -> AccessConfiguration {
        let urls = try command.urls.map { text in
            guard let url = ServerURL(text) else {
                throw ValidationError("--url \(text): give http:// or https:// and a host, without a path")
            }
            return url
        }
        let units = command.socketUnits.split(separator: ",").map { String($0) }
        guard !units.isEmpty else { throw ValidationError("--socket-units: give unit names or globs, or * for all") }
        return AccessConfiguration(
            isOpen: command.isOpen,
            socketUnits: units,
            urls: urls,
            file: StateFile(state.appending("access.json")),
            isInsecure: command.isInsecure
        )
    }

    private mutating func takeJournal(_ command: ServeCommand) throws {
        let since = try Self.since(command.since)
        guard !command.noJournal else {
            if command.journal || !command.journalDirectories.isEmpty {
                throw ValidationError("--no-journal contradicts --journal and --journal-dir; give one of them")
            }
            return
        }
        let named = command.journalDirectories.map { FilePath($0) }
        for directory in named where !JournalFiles.exist(in: [directory]) {
            throw ValidationError("--journal-dir \(directory): no such directory, or it may not be read")
        }
        let hasSystem = JournalFiles.exist(in: JournalFiles.systemDirectories)
        let wantsSystem = command.journal || (named.isEmpty && hasSystem)
        guard wantsSystem || !named.isEmpty else {
            notices.append("no journal on this host; tailing files only")
            return
        }
        if command.journal, !hasSystem { notices.append("no journal on this host yet; waiting for one") }
        journal = Journal(
            directories: (wantsSystem ? JournalFiles.systemDirectories : []) + named,
            isSystem: wantsSystem && named.isEmpty,
            since: since
        )
    }

    private static func since(_ text: String) throws -> Timestamp? {
        if text == "all" { return nil }
        let now = Timestamp(microseconds: SystemClock.now())
        do {
            return try TimeExpression.timestamp(text, now: now, zoneOffset: { SystemClock.zoneOffset(at: $0) })
        } catch {
            throw ValidationError("--since: \(error), and all")
        }
    }

    private static func stateDirectory(_ argument: String?) throws -> FilePath {
        if let argument { return FilePath(argument) }
        // systemd gives several directories with colons between; the first is the service's own.
        if let given = Environment.variable("STATE_DIRECTORY") { return FilePath(String(given.prefix { $0 != ":" })) }
        if let home = Environment.variable("XDG_STATE_HOME") { return FilePath(home).appending("logcast") }
        guard let home = Environment.variable("HOME") else {
            throw ValidationError("no directory for the event log: give --state DIR")
        }
        return FilePath(home).appending(".local/state/logcast")
    }

    /// `GLOB` or `GLOB=UNIT`, divided at the last `=` that no `/` follows.
    private static func file(_ argument: String) throws -> FileInput {
        let (glob, unit): (String, String?)
        if let equals = argument.lastIndex(of: "="), !argument[equals...].contains("/") {
            (glob, unit) = (String(argument[..<equals]), String(argument[argument.index(after: equals)...]))
            if unit?.isEmpty ?? false { throw ValidationError("--file \(argument): the unit after = is empty") }
        } else {
            (glob, unit) = (argument, nil)
        }
        do {
            return try FileInput(glob: glob, unit: unit)
        } catch {
            throw ValidationError("--file \(argument): \(error)")
        }
    }

    private static func address(_ argument: String) throws -> (host: String, port: Int) {
        guard let colon = argument.lastIndex(of: ":"), let port = Int(argument[argument.index(after: colon)...]),
            (0...65_535).contains(port), colon > argument.startIndex
        else {
            throw ValidationError("--listen \(argument): give HOST:PORT, such as 127.0.0.1:8514 or [::1]:8514")
        }
        let host = argument[..<colon].trimmingPrefix("[")
        return (String(host.hasSuffix("]") ? host.dropLast() : host), port)
    }

    private static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }
}
