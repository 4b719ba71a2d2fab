internal import CLinux
internal import Glibc

/// Tells systemd how the service is, by the protocol of sd_notify(3); silent where there is no `NOTIFY_SOCKET`.
public struct ServiceNotifier: Sendable {
    private let address: String?

    /// For the address in the environment.
    public init() {
        address = Environment.variable("NOTIFY_SOCKET")
    }

    /// The service serves.
    public func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }

    /// The service ends.
    public func stopping() { send("STOPPING=1\nSTATUS=ending streams") }

    /// What the service does now.
    public func status(_ status: String) { send("STATUS=\(status)") }

    private func send(_ message: String) {
        guard let address else { return }
        // A service manager that is gone is not this process's concern.
        _ = clinux_send_datagram(address, message, message.utf8.count)
    }
}
