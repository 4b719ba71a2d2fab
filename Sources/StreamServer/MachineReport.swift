/// What `/machine` shows of the host.
public struct MachineReport: Sendable {
    /// `/etc/machine-id`, 32 hexadecimal digits.
    public var machine = ""
    /// The present boot, 32 hexadecimal digits.
    public var boot = ""
    /// The host's name.
    public var name = ""
    /// The operating system, as os-release(5)'s `PRETTY_NAME`.
    public var system = "Linux"
    /// The kind of virtual machine or container, or `bare`.
    public var virtualization = "bare"

    /// Nothing known.
    public init() {}
}
