import HTTPTypes
import LogModel
import Logging
import Testing

@testable import StreamServer

/// Who gets in: a table of what is shown, from where, against what is configured.
@Suite struct AccessDecisionTests {
    private static let now = Timestamp(microseconds: 1_000_000_000_000)
    private let token: String
    private let session: String
    private let old: String
    private let store: AccessStore

    init() throws {
        var random = SystemRandomNumberGenerator()
        store = AccessStore(nil, logger: .init(label: "test"))
        var texts: [String] = []
        for (name, kind, expires) in [
            ("ci", .token, nil), ("web", .session, nil), ("old", .token, Self.now),
        ] as [(String, AccessEntry.Kind, Timestamp?)] {
            let secret = Secret(kind == .token ? .token : .session, &random)
            texts.append(secret.text)
            let entry = AccessEntry(
                name: name,
                kind: kind,
                hash: secret.hash,
                units: ["a*"],
                created: Self.now,
                expires: expires
            )
            try store.add(entry, now: Timestamp(microseconds: 0))
        }
        (token, session, old) = (texts[0], texts[1], texts[2])
        let certificate = AccessEntry(
            name: "alice",
            kind: .certificate,
            hash: nil,
            units: ["b"],
            created: Self.now,
            expires: nil
        )
        try store.add(certificate, now: Timestamp(microseconds: 0))
    }

    private func decide(
        _ place: Peer.Place,
        _ credentials: Credentials = .none,
        certificate: String? = nil,
        isOpen: Bool = false,
        socketUnits: [String] = ["*"]
    ) -> Result<Access, AccessDecision.Refusal> {
        let configuration = AccessConfiguration(isOpen: isOpen, socketUnits: socketUnits)
        let decision = AccessDecision(configuration: configuration, store: store.snapshot, now: Self.now)
        var peer = Peer(place: place)
        peer.certificateName = certificate
        return Result { () throws(AccessDecision.Refusal) in try decision.access(of: peer, showing: credentials) }
    }

    private func refusal(_ result: Result<Access, AccessDecision.Refusal>) -> AccessDecision.Refusal? {
        if case .failure(let refusal) = result { refusal } else { nil }
    }

    private func access(_ result: Result<Access, AccessDecision.Refusal>) -> Access? { try? result.get() }

    @Test func `TCP wants a credential, and a right one gives what it grants`() {
        #expect(refusal(decide(.tcp(address: "10.0.0.1"))) == .missing)
        #expect(refusal(decide(.tcp(address: "127.0.0.1"))) == .missing)
        let found = access(decide(.tcp(address: "10.0.0.1"), .token(token)))
        #expect(found?.name == "ci" && found?.kind == .token && found?.grant == Grant(["a*"]))
        #expect(access(decide(.tcp(address: "10.0.0.1"), .session(session)))?.kind == .session)
    }

    @Test func `loopback is open where that is configured, and nothing else is`() {
        for address in ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"] {
            #expect(access(decide(.tcp(address: address), isOpen: true))?.isWhole == true)
        }
        for address in ["10.0.0.1", "", "::2", "127.evil", "1127.0.0.1", "::ffff:10.0.0.1", "fe80::1"] {
            #expect(refusal(decide(.tcp(address: address), isOpen: true)) == .missing, "\(address)")
        }
    }

    @Test func `a wrong credential is refused wherever it is shown, and never made good by the place`() {
        let wrong: [Credentials] = [
            .token("lc_nothing"), .session(token), .token(session), .token(String(token.dropLast())), .malformed,
            .token(""), .session(""), .token(token + "A"), .token(String(repeating: "x", count: 100_000)),
        ]
        for credentials in wrong {
            for place in [.tcp(address: "127.0.0.1"), .unixSocket(user: 0)] as [Peer.Place] {
                #expect(refusal(decide(place, credentials, certificate: "alice", isOpen: true)) == .wrong)
            }
        }
        #expect(refusal(decide(.tcp(address: "127.0.0.1"), .token(old), isOpen: true)) == .expired)
    }

    @Test func `on the socket everyone has what the socket grants, and a credential narrows it`() {
        let plain = access(decide(.unixSocket(user: 1000)))
        #expect(plain?.isWhole == true && plain?.name == "uid 1000" && plain?.kind == .socket)
        #expect(access(decide(.unixSocket(user: 1000), .token(token)))?.grant == Grant(["a*"]))
        #expect(access(decide(.unixSocket(user: nil), socketUnits: ["x"]))?.grant == Grant(["x"]))
        let both = access(decide(.unixSocket(user: 1), .token(token), socketUnits: ["*b"]))?.grant
        #expect(both == Grant.both(Grant(["*b"]), Grant(["a*"])))
    }

    @Test func `a client certificate is the credential of its name, and without an entry it is none`() {
        #expect(access(decide(.tcp(address: "10.0.0.1"), certificate: "alice"))?.grant == Grant(["b"]))
        #expect(refusal(decide(.tcp(address: "10.0.0.1"), certificate: "bob")) == .missing)
        #expect(refusal(decide(.tcp(address: "10.0.0.1"), certificate: "ci")) == .missing)
        #expect(access(decide(.tcp(address: "10.0.0.1"), .token(token), certificate: "alice"))?.name == "ci")
    }

    @Test(
        arguments: [
            (["Authorization": "Bearer abc"], .token("abc")), (["Authorization": "bEARER  abc"], .token("abc")),
            // `x:pass:word`, and a password alone.
            (["Authorization": "Basic eDpwYXNzOndvcmQ="], .token("pass:word")),
            (["Authorization": "Basic OnRvaw=="], .token("tok")),
            (["Authorization": "Basic eA=="], .malformed), (["Authorization": "Basic !"], .malformed),
            (["Authorization": "Basic ="], .malformed), (["Authorization": "Basic"], .malformed),
            (["Authorization": "Digest x"], .malformed), (["Authorization": ""], .malformed),
            (["Authorization": "abc"], .malformed), ([:], .none),
            (["Cookie": "a=1; logcast-7=abc; b=2"], .session("abc")), (["Cookie": "logcast-77=abc"], .none),
            (["Cookie": "logcast-7"], .none), (["Cookie": "xlogcast-7=abc"], .none),
            (["Cookie": "logcast-7=one; logcast-7=two"], .session("one")), (["Cookie": "logcast-7="], .session("")),
            (["Authorization": "Bearer abc", "Cookie": "logcast-7=def"], .token("abc")),
            (["Authorization": "nonsense", "Cookie": "logcast-7=def"], .malformed),
        ] as [([String: String], Credentials)]
    )
    func `one credential counts, and the header wins`(_ headers: [String: String], _ expected: Credentials) throws {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        #expect(Credentials(fields, cookie: "logcast-7") == expected)
    }
}
