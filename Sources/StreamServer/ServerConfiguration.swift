public import LogModel

/// Where the server listens, and what it asks of the rest of the agent.
public struct ServerConfiguration: Sendable {
    /// TCP addresses to listen at.
    public var listen: [(host: String, port: Int)]
    /// A Unix socket to make, mode 0660: a stale one is replaced, and it is removed at shutdown.
    public var socketPath: String?
    /// Listening sockets, Unix or TCP, that systemd has handed over.
    public var inherited: [Int32]
    /// The certificate and key that TCP is served with; nil serves plain HTTP.
    public var tls: TLSFiles?
    /// The values of `Host` to allow on TCP beside IP literals and `localhost`.
    public var hostNames: [String]
    /// Silence after which a follow stream gets a heartbeat.
    public var heartbeat: Duration
    /// How much is taken at once.
    public var limits: ServerLimits
    /// Who may read.
    public var access: AccessConfiguration
    /// The version to show.
    public var version: String
    /// The wall clock.
    public var now: @Sendable () -> Timestamp
    /// Seconds east of UTC at a count of seconds since 1970: for text output and times without a zone.
    public var zoneOffset: @Sendable (Int64) -> Int
    /// The inputs, for `/status`.
    public var inputs: @Sendable () -> [InputReport]
    /// The host, for `/machine` and `/entries?boot`.
    public var machine: @Sendable () -> MachineReport
    /// Why the agent is not ready; nil when it is.
    public var readiness: @Sendable () -> String?

    /// All of it.
    public init(
        listen: [(host: String, port: Int)] = [],
        socketPath: String? = nil,
        inherited: [Int32] = [],
        tls: TLSFiles? = nil,
        hostNames: [String] = [],
        heartbeat: Duration = .seconds(15),
        limits: ServerLimits = ServerLimits(),
        access: AccessConfiguration = AccessConfiguration(),
        version: String,
        now: @escaping @Sendable () -> Timestamp,
        zoneOffset: @escaping @Sendable (Int64) -> Int,
        inputs: @escaping @Sendable () -> [InputReport],
        machine: @escaping @Sendable () -> MachineReport = { MachineReport() },
        readiness: @escaping @Sendable () -> String?
    ) {
        (self.listen, self.socketPath, self.inherited) = (listen, socketPath, inherited)
        self.tls = tls
        (self.hostNames, self.heartbeat, self.limits, self.version) = (hostNames, heartbeat, limits, version)
        self.access = access
        (self.now, self.zoneOffset) = (now, zoneOffset)
        (self.inputs, self.machine, self.readiness) = (inputs, machine, readiness)
    }
}
