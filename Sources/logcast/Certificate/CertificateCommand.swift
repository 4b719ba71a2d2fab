import ArgumentParser
import SystemIO

/// `logcast certificate`: makes a certificate for a network that has no authority of its own.
struct CertificateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Makes a self-signed certificate and its key, for serving TLS on a local network."
    )

    @Option(
        name: .customLong("host"),
        help: ArgumentHelp(
            "A name or address that clients use (default: this host's name and addresses). Repeatable.",
            valueName: "NAME"
        )
    )
    var hosts: [String] = []

    @Option(name: .customLong("out"), help: ArgumentHelp("Where to put the two files.", valueName: "DIR"))
    var directory = "."

    func validate() throws {
        for host in hosts where !Self.isHost(host) {
            throw ValidationError("--host \(host): give a DNS name such as logs.lan, or an IP address")
        }
    }

    func run() throws {
        let hosts = hosts.isEmpty ? [Host.name, "localhost"] + Host.addresses : hosts
        let made = try SelfSignedCertificate(hosts: hosts, now: SystemClock.now() / 1_000_000)
        let (certificate, key) = ("\(directory)/tls-certificate", "\(directory)/tls-key")
        for path in [certificate, key] where SmallFile.exists(path) {
            throw ValidationError("\(path) exists; move it away, or choose another directory with --out DIR")
        }
        // The key first: no moment sees a certificate without one.
        try SmallFile.create(key, Array(made.key.utf8), mode: 0o600)
        try SmallFile.create(certificate, Array(made.certificate.utf8), mode: 0o644)
        print(
            """
            \(certificate), good for \(SelfSignedCertificate.days) days, for \(hosts.joined(separator: ", "))
            \(key), readable by you alone
            SHA-256 \(made.fingerprint)

            Serve with it:   logcast serve --tls-certificate \(certificate) --tls-key \(key)
            As a service:    LoadCredential=tls-certificate:\(certificate) and LoadCredential=tls-key:\(key)
            Read with curl:  curl --cacert tls-certificate https://\(hosts[0]):8514/
            A browser asks once; compare the fingerprint that it shows with the one above.
            """
        )
    }

    private static func isHost(_ text: String) -> Bool {
        if Host.address(text) != nil { return true }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return text.utf8.count <= 253
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && label.utf8.allSatisfy { isLabelByte($0) }
            }
    }

    /// A letter, a digit, `-`, or the `*` of a wildcard.
    private static func isLabelByte(_ byte: UInt8) -> Bool {
        (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == 45 || byte == 42
    }
}
