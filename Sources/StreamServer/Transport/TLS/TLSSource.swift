internal import NIOSSL
internal import Synchronization

/// The certificate in force, and its replacement when the files change.
///
/// Connections keep the one that they began with, so that nothing is cut by a replacement. What cannot be served with
/// leaves the old one in force, and is told of once.
final class TLSSource: Sendable {
    /// What a look at the files found.
    enum Look: Equatable {
        case unchanged
        /// The new one's summary.
        case replaced(String)
        case kept(TLSError)
    }

    private struct State {
        var identity: TLSIdentity
        /// What it was made of.
        var contents: TLSContents
        /// What differed at the last look.
        var candidate: TLSContents?
        /// What could not be served with, and was told of.
        var rejected: TLSContents?
    }

    private let files: TLSFiles
    private let now: @Sendable () -> Int64
    private let state: Mutex<State>

    /// Reads the files. `now` is in seconds since 1970.
    init(_ files: TLSFiles, now: @escaping @Sendable () -> Int64) throws(TLSError) {
        (self.files, self.now) = (files, now)
        let contents = TLSContents(files)
        let identity = try TLSIdentity(contents, files, secondsSince1970: now())
        state = Mutex(State(identity: identity, contents: contents))
    }

    /// What the next connection is made with.
    var context: NIOSSLContext { state.withLock { $0.identity.context } }

    /// Whether clients may name themselves by certificates.
    var namesClients: Bool { files.clientCA != nil }

    /// Looks at the files. Blocks on the disk.
    ///
    /// Who replaces two files does not replace both at once: what differs is taken when two looks have found the same,
    /// or at once if `isAsked`.
    func look(isAsked: Bool) -> Look {
        let found = TLSContents(files)
        return state.withLock { state in
            guard found != state.contents else {
                (state.candidate, state.rejected) = (nil, nil)
                return .unchanged
            }
            guard isAsked || found == state.candidate else {
                state.candidate = found
                return .unchanged
            }
            if !isAsked, found == state.rejected { return .unchanged }
            do throws(TLSError) {
                let identity = try TLSIdentity(found, files, secondsSince1970: now())
                state = State(identity: identity, contents: found)
                return .replaced(identity.summary)
            } catch {
                state.rejected = found
                return .kept(error)
            }
        }
    }
}
