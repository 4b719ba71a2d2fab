import EventStore
import Foundation
import Glibc
import LogModel
import Logging
import SystemIO
import TestSupport
import Testing

@testable import StreamServer

@Suite(.ownThread) struct ListenersTests {
    static func server(
        _ fixture: ServerFixture,
        listen: [(host: String, port: Int)] = [],
        socket: String? = nil,
        inherited: [Int32] = []
    ) -> StreamServer {
        StreamServer(
            log: fixture.log,
            configuration: ServerConfiguration(
                listen: listen,
                socketPath: socket,
                inherited: inherited,
                version: "0.1",
                now: { ServerFixture.time },
                zoneOffset: { _ in 0 },
                inputs: { [] },
                readiness: { nil }
            ),
            logger: Logger(label: "test")
        )
    }

    static func status(_ address: String) throws -> Int {
        try HTTPConnection(address, path: "/readyz").status
    }

    @Test func `the socket is its owner's and its group's, and gone after the end`() async throws {
        let fixture = try await ServerFixture()
        let mode = try FileManager.default.attributesOfItem(atPath: fixture.socket)[.posixPermissions] as? Int
        #expect(mode == 0o660)
        #expect(try Self.status(fixture.socket) == 200)
        await fixture.close()
        #expect(!FileManager.default.fileExists(atPath: fixture.socket))
    }

    @Test func `a socket that is left over is replaced, one in use and a file are not`() async throws {
        let fixture = try await ServerFixture()
        let taken = await #expect(throws: ListenError.self) {
            try await Self.server(fixture, socket: fixture.socket).start()
        }
        #expect(taken?.description.contains("\(fixture.socket): another program listens there") == true)
        #expect(try Self.status(fixture.socket) == 200)

        let stale = fixture.directory.file("stale.sock")
        Glibc.close(try UnixListener.open(stale, mode: 0o600))
        let second = Self.server(fixture, socket: stale)
        #expect(try await second.start() == [stale])
        #expect(try Self.status(stale) == 200)
        await second.shutdown()

        let file = fixture.directory.file("file")
        #expect(FileManager.default.createFile(atPath: file, contents: Data("kept".utf8)))
        await #expect(throws: ListenError.self) { try await Self.server(fixture, socket: file).start() }
        #expect(FileManager.default.contents(atPath: file) == Data("kept".utf8))
        await fixture.close()
    }

    @Test func `a port in use is named with the remedy, and nothing is left open`() async throws {
        let fixture = try await ServerFixture()
        let port = try #require(fixture.address.split(separator: ":").last.flatMap { Int($0) })
        let socket = fixture.directory.file("other.sock")
        let server = Self.server(fixture, listen: [("127.0.0.1", port)], socket: socket)
        let error = await #expect(throws: ListenError.self) { try await server.start() }
        #expect(
            error?.description == """
                127.0.0.1:\(port) is in use by another program; stop it, or choose another: --listen HOST:PORT
                """
        )
        #expect(!FileManager.default.fileExists(atPath: socket))
        await fixture.close()
    }

    @Test func `a socket handed over by the service manager is served and stays`() async throws {
        let fixture = try await ServerFixture()
        let path = fixture.directory.file("inherited.sock")
        let server = Self.server(fixture, inherited: [try UnixListener.open(path, mode: 0o660)])
        #expect(try await server.start() == [path])
        #expect(try Self.status(path) == 200)
        await server.shutdown()
        #expect(FileManager.default.fileExists(atPath: path))
        await fixture.close()
    }
}
