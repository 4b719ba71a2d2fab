internal import Foundation
internal import Glibc

extension Pipe {
    /// A pipe that no other child inherits: one that did would hold it open, and its end would never come.
    static func closedOnExec() -> Pipe {
        let pipe = Pipe()
        for handle in [pipe.fileHandleForReading, pipe.fileHandleForWriting] {
            _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
        }
        return pipe
    }
}
