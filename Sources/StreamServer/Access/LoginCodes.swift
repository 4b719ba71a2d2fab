internal import LogModel
internal import Synchronization

/// The codes of `logcast login` that nobody has used yet: in memory alone, each for one login and a few minutes.
final class LoginCodes: Sendable {
    /// The session that a code is for.
    struct Session: Sendable, Hashable {
        let units: [String]
        let seconds: Int64
    }

    private struct Code {
        let hash: SecretHash
        let session: Session
        let expires: Timestamp
    }

    private let codes = Mutex<[Code]>([])

    /// Makes a code; beyond the bound the oldest is void.
    func make(_ session: Session, now: Timestamp) -> Secret {
        var random = SystemRandomNumberGenerator()
        let secret = Secret(.code, &random)
        let expires = now.advanced(bySeconds: Limits.codeSeconds)
        codes.withLock { codes in
            codes.removeAll { now >= $0.expires }
            if codes.count >= Limits.codes { codes.removeFirst() }
            codes.append(Code(hash: secret.hash, session: session, expires: expires))
        }
        return secret
    }

    /// Uses a code up: of those who bring it, one gets its session.
    func take(_ text: String, now: Timestamp) -> Session? {
        guard text.utf8.count <= Secret.limit else { return nil }
        let hash = SecretHash(of: text)
        return codes.withLock { codes in
            var found: Int?
            for index in codes.indices where codes[index].hash == hash { found = index }
            guard let index = found else { return nil }
            let code = codes.remove(at: index)
            return now < code.expires ? code.session : nil
        }
    }
}
