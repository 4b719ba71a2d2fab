internal import CLinux

/// Lets the calling thread outlive a file that is truncated while it is mapped.
///
/// Reading such a mapping raises SIGBUS, which would end the process. The handler puts a zero page there instead, as
/// journald does for itself, and sets the mark. It acts only for the thread that installed it, which must map nothing
/// but what it can reread.
public struct MappingGuard: ~Copyable {
    private let mark: UnsafeMutablePointer<Int32>

    /// Guards the calling thread for the rest of its life.
    public init() throws(SystemError) {
        mark = .allocate(capacity: 1)
        mark.initialize(to: 0)
        let code = clinux_guard_mappings(mark)
        guard code == 0 else { throw SystemError(call: "sigaction", subject: "SIGBUS") }
    }

    /// Whether a page was replaced since the last call: what was read since may be zeros.
    public mutating func takeMark() -> Bool {
        defer { mark.pointee = 0 }
        return mark.pointee != 0
    }
}
