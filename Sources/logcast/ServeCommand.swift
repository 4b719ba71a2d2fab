import ArgumentParser
import LogInputs
import LogModel
import SystemIO
import SystemPackage

/// `logcast serve`: the arguments as they were typed; `ServeSettings` is what they mean.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Reads the inputs into the event log, and serves it.",
        discussion: """
            Without inputs it reads the system's journal, where there is one. TCP is served with --listen, to who \
            shows a token ("logcast token", "logcast login"), or with --open.
            """
    )

    @Flag(help: "Read the system's journal (the default when there is one).")
    var journal = false

    @Option(name: .customLong("journal-dir"), help: "Read the journal files in this directory. Repeatable.")
    var journalDirectories: [String] = []

    @Flag(name: .customLong("no-journal"), help: "Read no journal.")
    var noJournal = false

    @Option(
        name: .customLong("file"),
        help: ArgumentHelp(
            "Tail the files that match this absolute path or glob, as unit UNIT (default: the path with - for /). Repeatable.",
            valueName: "GLOB[=UNIT]"
        )
    )
    var files: [String] = []

    @Option(
        name: .customLong("state"),
        help: "The event log's directory (default: $STATE_DIRECTORY, $XDG_STATE_HOME/logcast, ~/.local/state/logcast)."
    )
    var stateDirectory: String?

    @Option(
        name: .customLong("listen"),
        help: ArgumentHelp(
            "Serve TCP here, to who shows a token (with --open by default 127.0.0.1:8514). Repeatable.",
            valueName: "HOST:PORT"
        )
    )
    var listen: [String] = []

    @Option(name: .customLong("socket"), help: "Serve this Unix socket.")
    var socket: String?

    @Flag(
        name: .customLong("open"),
        help: "Serve TCP on loopback without a token: for a machine whose users may all read its logs."
    )
    var isOpen = false

    @Flag(
        name: .customLong("insecure"),
        help: "Serve plain HTTP beyond loopback: tokens and logs are there for whoever can listen in."
    )
    var isInsecure = false

    @Option(
        name: .customLong("url"),
        help: ArgumentHelp(
            "An address that people know this server by, such as a proxy's; the first is that of printed links. Repeatable.",
            valueName: "URL"
        )
    )
    var urls: [String] = []

    @Option(
        name: .customLong("socket-units"),
        help: ArgumentHelp(
            "The units that the Unix socket shows: names and globs, with commas between.",
            valueName: "UNITS"
        )
    )
    var socketUnits = "*"

    @Option(
        name: .customLong("tls-certificate"),
        help: ArgumentHelp(
            "Serve TCP with TLS: a PEM file, the server's certificate first (default: tls-certificate among the credentials of the service).",
            valueName: "FILE"
        )
    )
    var tlsCertificate: String?

    @Option(name: .customLong("tls-key"), help: ArgumentHelp("The certificate's key, in PEM.", valueName: "FILE"))
    var tlsKey: String?

    @Option(
        name: .customLong("tls-client-ca"),
        help: ArgumentHelp("Take client certificates signed by those in this PEM file.", valueName: "FILE")
    )
    var tlsClientCA: String?

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @Option(
        name: .customLong("since"),
        help: "How far back to read a journal seen for the first time: a time such as -24h, or all."
    )
    var since = "-24h"

    @Option(name: .customLong("heartbeat"), help: "Seconds of silence on a stream before a heartbeat, 1 to 3600.")
    var heartbeat = 15

    @Option(
        name: .customLong("max-bytes"),
        help: "The event log's size, such as 500M (default: the lesser of 10 % of the file system and 4 GiB)."
    )
    var maxBytes: ByteSize?

    @Option(name: .customLong("max-age"), help: "How long events are kept, such as 12h or 30d.")
    var maxAge = TimeSpan(seconds: 30 * 86_400)

    @Option(
        name: .customLong("keep-free"),
        help: "Room to leave on the file system (default: the greater of 5 % and 512 MiB)."
    )
    var keepFree: ByteSize?

    func run() async throws {
        try await Agent(ServeSettings(self)).run()
    }
}
