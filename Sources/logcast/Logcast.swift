import ArgumentParser

/// The program.
@main
struct Logcast: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "logcast",
        abstract: "Streams log files and the systemd journal over HTTP, with exact resume.",
        version: version,
        subcommands: [ServeCommand.self, TokenCommand.self, LoginCommand.self, CertificateCommand.self],
        defaultSubcommand: ServeCommand.self
    )
}
