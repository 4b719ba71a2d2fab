public import Foundation
internal import Glibc

extension Process {
    /// Starts it with no signal blocked.
    ///
    /// A child inherits what the thread that starts it blocks, and the threads of Swift's pool block nearly all: a child
    /// of theirs, and whatever that starts, does not end by SIGTERM.
    public func runUnblocked() throws {
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
