import EventStore
import LogModel
import Logging
import SystemIO
import SystemPackage
import TestSupport
import Testing

@testable import StreamServer

/// What is kept of secrets, and how.
@Suite struct CredentialTests {
    private static let now = Timestamp(microseconds: 1_000_000)

    private func entry(_ name: String, _ secret: Secret? = nil, expires: Timestamp? = nil) -> AccessEntry {
        AccessEntry(
            name: name,
            kind: secret == nil ? .certificate : .token,
            hash: secret?.hash,
            units: ["a*", "\"b\\ü"],
            created: Self.now,
            expires: expires
        )
    }

    private func secret() -> Secret {
        var random = SystemRandomNumberGenerator()
        return Secret(.token, &random)
    }

    @Test func `a secret has 256 bits and begins as scanners look for it`() {
        var random = SplitMix(seed: 1)
        let secrets = (0..<1000).map { _ in Secret(.token, &random).text }
        #expect(Set(secrets).count == 1000)
        for text in secrets {
            #expect(text.hasPrefix("lc_") && text.utf8.count == 46)
            #expect(Secret.removed(from: "/logs/\(text)") == "/logs/(a secret)")
        }
        #expect(Secret.removed(from: "/logs/lc_web.service") == "/logs/lc_web.service")
    }

    @Test func `a hash is SHA-256, and survives being written`() throws {
        let hash = SecretHash(of: "abc")
        // FIPS 180-2, appendix B.1.
        #expect(hash.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(SecretHash(hex: hash.hex) == hash)
        #expect(SecretHash(hex: String(hash.hex.dropLast())) == nil && SecretHash(hex: hash.hex.uppercased()) == nil)
    }

    @Test func `what was kept is there after a start, and no secret is in the file`() throws {
        let directory = try TemporaryDirectory()
        let file = StateFile(FilePath(directory.file("state/access.json")))
        let store = AccessStore(file, logger: Logger(label: "test"))
        let (one, two) = (secret(), secret())
        try store.add(entry("one", one, expires: Timestamp(microseconds: 5_000_000)), now: Self.now)
        try store.add(entry("two", two), now: Self.now)
        try store.add(entry("a certificate"), now: Self.now)
        #expect(throws: AccessStore.Fault.self) { try store.add(entry("one", one), now: Self.now) }
        try store.revoke("two")
        let again = AccessStore(file, logger: Logger(label: "test")).snapshot
        #expect(again.held.map(\.entry) == store.snapshot.held.map(\.entry))
        #expect(again.holder(of: one.text, kind: .token)?.entry.name == "one")
        #expect(again.holder(of: one.text, kind: .session) == nil && again.holder(of: two.text, kind: .token) == nil)
        let text = String(decoding: try #require(try file.read()), as: UTF8.self)
        #expect(!text.contains("lc_") && text.contains(one.hash.hex))
        try store.add(entry("three", secret()), now: Timestamp(microseconds: 5_000_000))
        #expect(!store.snapshot.held.contains { $0.entry.name == "one" }, "what has expired is dropped")
    }

    @Test(arguments: [
        "", "{}", "nonsense", "{\"version\":2,\"entries\":[]}", "{\"version\":1,\"entries\":[{}]}",
        "{\"version\":1,\"entries\":[{\"name\":\"a\",\"kind\":\"token\",\"units\":[\"*\"],\"created\":1}]}",
        "{\"version\":1,\"entries\":[]}x", String(repeating: "[", count: 100_000),
    ])
    func `a damaged file is put aside, nobody gets in by it, and new credentials are kept`(_ text: String) throws {
        let directory = try TemporaryDirectory()
        let file = StateFile(FilePath(directory.file("access.json")))
        try file.replace(with: Array(text.utf8))
        let lines = LogLines()
        let store = AccessStore(file, logger: lines.logger)
        #expect(store.snapshot.held.isEmpty)
        #expect(lines.text.contains("access.json: damaged, kept as"))
        #expect(try StateFile(FilePath(directory.file("access.json.damaged-1"))).read() == Array(text.utf8))
        try store.add(entry("new", secret()), now: Self.now)
        #expect(AccessStore(file, logger: lines.logger).snapshot.held.count == 1)
    }

    @Test func `a full disk makes no credential, and does not save one that is revoked`() throws {
        let directory = try TemporaryDirectory()
        try StateFile(FilePath(directory.file("plain"))).replace(with: [])
        let store = AccessStore(nil, logger: Logger(label: "test"))
        let stuck = AccessStore(
            StateFile(FilePath(directory.file("plain/access.json"))),
            logger: Logger(label: "test")
        )
        #expect(throws: AccessStore.Fault.self) { try stuck.add(entry("a", secret()), now: Self.now) }
        #expect(stuck.snapshot.held.isEmpty)
        try store.add(entry("b", secret()), now: Self.now)
        let access = try #require(store.snapshot.held.first).access
        try store.revoke("b")
        #expect(access.ending(at: Self.now) == .revoked && store.snapshot.held.isEmpty)
    }

    @Test func `of many who bring one code at once, one gets in`() async {
        let codes = LoginCodes()
        let code = codes.make(.init(units: ["*"], seconds: 60), now: Self.now).text
        let taken = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<100 { group.addTask { codes.take(code, now: Self.now) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(taken == 1)
    }

    @Test func `a code is void after five minutes, and beyond the bound the oldest is`() {
        let codes = LoginCodes()
        let session = LoginCodes.Session(units: ["*"], seconds: 60)
        let late = codes.make(session, now: Self.now).text
        #expect(codes.take(late, now: Self.now.advanced(bySeconds: 300)) == nil)
        let made = (0...Limits.codes).map { _ in codes.make(session, now: Self.now).text }
        #expect(codes.take(made[0], now: Self.now) == nil && codes.take(made[1], now: Self.now) == session)
        #expect(codes.take(String(repeating: "x", count: 1 << 20), now: Self.now) == nil)
    }

    @Test func `guesses of a peer are counted by the minute, and peers are forgotten before memory is`() {
        let ledger = PeerLedger()
        for count in 1...50 {
            let verdict = ledger.refuse("a", isGuess: true, now: Self.now)
            #expect(
                (verdict.retryAfter != nil) == (count > Limits.guesses) && verdict.isTold == (count <= Limits.guesses)
            )
        }
        #expect(ledger.refuse("b", isGuess: true, now: Self.now).retryAfter == nil)
        for _ in 0..<100 { #expect(ledger.refuse("c", isGuess: false, now: Self.now).retryAfter == nil) }
        #expect(ledger.rests(at: Self.now).isEmpty)
        let later = Self.now.advanced(bySeconds: 60)
        #expect(ledger.rests(at: later) == [.init(peer: "a", count: 30), .init(peer: "c", count: 80)])
        #expect(ledger.refuse("a", isGuess: true, now: later).retryAfter == nil)
        for number in 0..<20_000 { _ = ledger.refuse("peer \(number)", isGuess: true, now: later) }
        #expect(ledger.count == Limits.guessingPeers)
    }

    @Test(arguments: [
        ("10.0.0.1", "10.0.0.1"), ("::ffff:10.0.0.1", "10.0.0.1"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8:0:0::/64"), ("::1", "0:0:0:0::/64"), ("fe80::1%eth0", "fe80:0:0:0::/64"),
    ])
    func `a peer is its address, of IPv6 its network`(_ address: String, _ peer: String) {
        #expect(PeerLedger.peer(at: address) == peer)
    }

    @Test(arguments: [
        ("https://Logs.example.org", "https://logs.example.org"), ("https://x:443/", "https://x"),
        ("http://x:8080", "http://x:8080"), ("https://[2001:db8::1]:9", "https://[2001:db8::1]:9"),
    ])
    func `a URL of the server is a scheme and a host`(_ text: String, _ shown: String) {
        #expect(ServerURL(text)?.text == shown)
    }

    @Test(arguments: [
        "", "x", "ftp://x", "https://", "https:///", "https://x/y", "https://x?y", "https://u@x", "https://x:0",
        "https://x:99999", "https://x:", "https://x y", "https://a:b:c", "https://[x",
    ])
    func `anything else is none`(_ text: String) { #expect(ServerURL(text) == nil) }
}
