import ArgumentParser

/// `logcast token`: the credentials of programs.
struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Makes, lists and revokes tokens. For root, on the agent's host.",
        subcommands: [Create.self, List.self, Revoke.self]
    )

    /// `logcast token create`.
    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a token and prints it, once: what is kept is a hash.",
            discussion: """
                With --certificate there is nothing to print: the name is the one in a client certificate that the \
                agent verifies.
                """
        )

        @Option(help: "What it is listed and revoked by, such as the program's name.")
        var name: String

        @Option(help: "The units that it shows: names and globs, with commas between. * is all, and the host's status.")
        var units = "*"

        @Option(help: ArgumentHelp("When it ends, such as 90d (default: never).", valueName: "SPAN"))
        var expires: TimeSpan?

        @Flag(help: "Let in who shows the client certificate of this name.")
        var certificate = false

        @OptionGroup var socket: SocketOption

        func run() throws {
            var form = [("name", name), ("units", units), ("kind", certificate ? "certificate" : "token")]
            if let expires { form.append(("expires", "\(expires.seconds)")) }
            try printing { try socket.client.ask("POST", "/admin/tokens", form: form) }
        }
    }

    /// `logcast token list`.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists tokens, sessions and certificates.")

        @OptionGroup var socket: SocketOption

        func run() throws { try printing { try socket.client.ask("GET", "/admin/tokens") } }
    }

    /// `logcast token revoke`.
    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends a token, a session or a certificate's access, and the streams it reads."
        )

        @Argument(help: "As it is listed.")
        var name: String

        @OptionGroup var socket: SocketOption

        func run() throws {
            try printing { try socket.client.ask("DELETE", "/admin/tokens/\(AdminClient.encoded(name))") }
        }
    }
}
