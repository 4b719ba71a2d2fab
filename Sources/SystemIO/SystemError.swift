internal import Glibc
public import SystemPackage

/// A failed system call: what failed, where, why, and what to do about it.
public struct SystemError: Error, Hashable, CustomStringConvertible {
    /// The call, such as `fdatasync`.
    public let call: String
    /// Its error number.
    public let code: Errno
    /// The path or address it was about.
    public let subject: String

    /// A failure of this call.
    public init(call: String, code: Errno, subject: String) {
        (self.call, self.code, self.subject) = (call, code, subject)
    }

    /// A failure of this call, with the present value of `errno`.
    public init(call: String, subject: String) {
        self.init(call: call, code: Errno(rawValue: errno), subject: subject)
    }

    /// `/var/lib/logcast: mkdir: Permission denied; run as a user who may write there, or pass --state DIR`.
    public var description: String {
        "\(subject): \(call): \(code)" + (remedy.map { "; \($0)" } ?? "")
    }

    /// Whether a right is what was lacking.
    public var isPermission: Bool { code == .permissionDenied || code == .notPermitted }

    private var remedy: String? {
        switch code {
        case .permissionDenied, .notPermitted: "check the owner and mode, or run as a user who may"
        case .noSpace, .diskQuotaExceeded: "free disk space"
        case .tooManyOpenFiles: "raise LimitNOFILE= or `ulimit -n`"
        case .readOnlyFileSystem: "remount it writable, or choose another directory"
        default: nil
        }
    }
}

/// Repeats a call that a signal interrupted; throws when it returns −1.
@discardableResult
package func retrying<Result: FixedWidthInteger & SignedInteger>(
    _ call: String,
    _ subject: @autoclosure () -> String,
    _ body: () -> Result
) throws(SystemError) -> Result {
    while true {
        let result = body()
        if result >= 0 { return result }
        if errno != EINTR { throw SystemError(call: call, subject: subject()) }
    }
}
