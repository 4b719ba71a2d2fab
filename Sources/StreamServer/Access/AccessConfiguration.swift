public import SystemIO

/// Who may read, and how the server is reached.
public struct AccessConfiguration: Sendable {
    /// Whether TCP on loopback wants no token.
    public var isOpen: Bool
    /// Patterns of the units that the Unix socket shows.
    public var socketUnits: [String]
    /// The addresses that people know the server by; the first is the one of printed links.
    public var urls: [ServerURL]
    /// Where the credentials are kept; nil keeps them in memory.
    public var file: StateFile?
    /// Whether an inherited socket beyond loopback may be served without TLS.
    public var isInsecure: Bool

    /// By default nobody but the Unix socket.
    public init(
        isOpen: Bool = false,
        socketUnits: [String] = ["*"],
        urls: [ServerURL] = [],
        file: StateFile? = nil,
        isInsecure: Bool = false
    ) {
        (self.isOpen, self.socketUnits, self.urls) = (isOpen, socketUnits, urls)
        (self.file, self.isInsecure) = (file, isInsecure)
    }
}
