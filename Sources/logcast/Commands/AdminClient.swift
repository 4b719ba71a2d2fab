import ArgumentParser
import SystemIO

/// Asks the running agent what only root may, over its Unix socket.
struct AdminClient {
    let socket: String

    /// What an administrator gets wrong or meets, with the status that scripts see (sysexits.h).
    struct Failure: Error, CustomStringConvertible {
        let description: String
        let status: Int32

        static func unavailable(_ text: String) -> Failure { Failure(description: text, status: 69) }
        static func denied(_ text: String) -> Failure { Failure(description: text, status: 77) }
        static func refused(_ text: String) -> Failure { Failure(description: text, status: 1) }
    }

    /// Bytes of the longest answer that is read.
    private static let limit = 4 << 20

    /// The text of the answer; throws `Failure` for one that is none.
    func ask(_ method: String, _ path: String, form: [(String, String)] = []) throws -> String {
        let body = form.map { "\($0)=\(Self.encoded($1))" }.joined(separator: "&")
        // HTTP/1.0: the answer ends with the connection.
        let head = [
            "\(method) \(path) HTTP/1.0", "Host: localhost", "Accept: text/plain",
            "Content-Type: application/x-www-form-urlencoded", "Content-Length: \(body.utf8.count)",
        ]
        let answer: [UInt8]
        do throws(SystemError) {
            let stream = try UnixStream(socket)
            try stream.write(Array((head + ["", body]).joined(separator: "\r\n").utf8))
            answer = try stream.readToEnd(limit: Self.limit)
        } catch {
            if error.isPermission { throw Failure.denied("\(socket): permission denied; run with sudo") }
            throw Failure.unavailable("\(error); is the agent running? name its socket with --socket PATH")
        }
        return try read(String(decoding: answer, as: UTF8.self))
    }

    private func read(_ answer: String) throws -> String {
        guard let end = answer.firstRange(of: "\r\n\r\n"), let status = Int(answer.dropFirst(9).prefix(3)) else {
            throw Failure.unavailable("\(socket): what answers is no logcast")
        }
        let body = String(answer[end.upperBound...])
        if (200..<300).contains(status) { return body }
        // `error: DETAIL` and a line that tells where the help is.
        let first = body.prefix { $0 != "\n" }
        let detail = String(first.hasPrefix("error: ") ? first.dropFirst(7) : first)
        throw status == 403 ? Failure.denied(detail) : Failure.refused(detail)
    }

    /// Percent-encoded but for what stands for itself everywhere (RFC 3986 §2.3).
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                String(Unicode.Scalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}

extension ParsableCommand {
    /// Prints what `ask` returns; what it throws is one line, and an exit status.
    func printing(_ ask: () throws -> String) throws {
        do {
            print(try ask(), terminator: "")
        } catch let failure as AdminClient.Failure {
            Environment.writeToStandardError(Array("Error: \(failure)\n".utf8))
            throw ExitCode(failure.status)
        }
    }
}

/// Where the agent listens.
struct SocketOption: ParsableArguments {
    @Option(name: .customLong("socket"), help: "The agent's Unix socket.")
    var path = "/run/logcast/logcast.sock"

    var client: AdminClient { AdminClient(socket: path) }
}
