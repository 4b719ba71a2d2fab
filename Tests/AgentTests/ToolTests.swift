import Glibc
import SystemIO
import TestSupport
import Testing

/// The ways in which tests start commands.
@Suite(.ownThread) struct ToolTests {
    @Test func `a command ends by SIGTERM whatever the thread that starts it blocks`() throws {
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        #expect(throws: Tool.Failed.self) { try Tool.run(["sh", "-c", "kill -TERM $$; echo alive"]) }
    }
}
