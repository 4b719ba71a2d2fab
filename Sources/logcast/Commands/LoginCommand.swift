import ArgumentParser

/// `logcast login`: a link that lets one browser in.
struct LoginCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Prints a link to the log page that works once, for five minutes. For root, on the agent's host."
    )

    @Option(help: "The units that the browser shows: names and globs, with commas between. * is all.")
    var units = "*"

    @Option(help: ArgumentHelp("How long the browser stays logged in.", valueName: "SPAN"))
    var expires = TimeSpan(seconds: 7 * 86_400)

    @OptionGroup var socket: SocketOption

    func run() throws {
        let form = [("units", units), ("expires", "\(expires.seconds)")]
        try printing { try socket.client.ask("POST", "/admin/codes", form: form) }
    }
}
