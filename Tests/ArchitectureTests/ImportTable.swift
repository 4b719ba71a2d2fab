/// What each target may import: the table of the design, and what the code was seen to need beyond it.
///
/// A target exists only if its row differs from the others'. What stands in no row, Foundation first of all, is
/// forbidden everywhere.
enum ImportTable {
    /// The design's table.
    static let design: [String: Set<String>] = [
        "LogModel": [],
        "SystemIO": ["Glibc", "CLinux", "SystemPackage", "Synchronization"],
        "TextSearch": ["LogModel", "CVectorscan"],
        "EventStore": ["LogModel", "SystemIO", "TextSearch", "CZstd", "Synchronization", "Logging", "Metrics"],
        "LogInputs": [
            "LogModel", "SystemIO", "TextSearch", "CSystemd", "CZlib", "Synchronization", "Logging", "Metrics",
        ],
        "StreamServer": [
            "LogModel", "EventStore", "TextSearch", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOHTTP2", "NIOSSL",
            "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOHTTPTypesHTTP2", "HTTPTypes", "Crypto", "CPageAssets", "Logging",
            "Metrics",
        ],
        "logcast": [
            "LogModel", "SystemIO", "TextSearch", "EventStore", "LogInputs", "StreamServer", "ArgumentParser",
            "ServiceLifecycle", "Yams",
        ],
    ]

    /// What goes beyond the design's table, each line with its reason.
    static let beyondTheDesign: [String: Set<String>] = [
        // `FilePath` is the type of a path in SystemIO's interface, and its members want the import.
        "EventStore": ["SystemPackage"],
        "LogInputs": ["SystemPackage"],
        // A Unix socket has its mode before anyone can connect to it, which NIO cannot do; wake-ups of the loops are
        // counted and put together across threads; the page's files are compressed once, when the server is made.
        // NIOTLS is where NIOSSL's word of a finished handshake is declared.
        "StreamServer": ["SystemIO", "Synchronization", "CZlib", "NIOTLS"],
        // The executable sets up the log handler that the others write to, and takes paths from the command line.
        // UnixSignals names the signals that ServiceLifecycle ends on; it is of the same package.
        // Crypto makes the key of `logcast certificate`; swift-certificates would want Foundation's Date.
        "logcast": ["Logging", "SystemPackage", "UnixSignals", "Crypto"],
    ]

    /// The modules a target's sources may import; nil for a target that has no row.
    static func allowed(for target: String) -> Set<String>? {
        design[target]?.union(beyondTheDesign[target] ?? [])
    }

    /// Modules that only one file of their target may import.
    static let oneFileOnly: Set<String> = ["CSystemd"]

    /// Targets in which paths are values: `FilePath` comes from a module that also makes system calls, and those
    /// are for `SystemIO` alone.
    static let pathsOnly: Set<String> = ["EventStore", "LogInputs", "logcast"]
}
