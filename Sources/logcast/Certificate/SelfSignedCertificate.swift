import Crypto
import LogModel
import SystemIO

/// A certificate that a server signs for itself, for clients who are told to trust it: P-256, RFC 5280.
///
/// It is no authority: who trusts it trusts this server and nobody else.
struct SelfSignedCertificate {
    /// The longest that Apple's systems take, and long enough to be replaced once a year.
    static let days: Int64 = 397

    let key: String
    let certificate: String
    /// SHA-256 of the certificate, as browsers show it.
    let fingerprint: String

    /// For these names and addresses, the first of them its common name, from an hour before now on.
    init(hosts: [String], now: Int64) throws {
        let pair = P256.Signing.PrivateKey()
        let algorithm = DER.sequence([DER.objectIdentifier(1, 2, 840, 10045, 4, 3, 2)])
        let name = Self.name(hosts.first ?? "localhost")
        let contents = DER.sequence([
            DER.tagged(0, DER.integer([2]), isConstructed: true),
            DER.integer((0..<16).map { _ in UInt8.random(in: 0...255) }),
            algorithm,
            name,
            DER.sequence([Self.time(now - 3600), Self.time(now - 3600 + Self.days * 86_400)]),
            name,
            Array(pair.publicKey.derRepresentation),
            DER.tagged(3, Self.extensions(hosts), isConstructed: true),
        ])
        let signature = try pair.signature(for: contents)
        let whole = DER.sequence([contents, algorithm, DER.bitString(Array(signature.derRepresentation))])
        key = "\(pair.pemRepresentation)\n"
        certificate = Self.pem(whole)
        fingerprint = SHA256.hash(data: whole).map { Self.hex($0) }.joined(separator: ":")
    }

    private static func name(_ commonName: String) -> [UInt8] {
        // X.520 has room for 64 characters.
        let text = String(commonName.prefix(64))
        return DER.sequence([DER.set([DER.sequence([DER.objectIdentifier(2, 5, 4, 3), DER.utf8String(text)])])])
    }

    private static func time(_ secondsSince1970: Int64) -> [UInt8] {
        let time = CivilTime(secondsSince1970: secondsSince1970)
        let digits = [time.month, time.day, time.hour, time.minute, time.second].reduce(into: "\(time.year)") {
            $0 += $1 < 10 ? "0\($1)" : "\($1)"
        }
        return time.year < 2050 ? DER.utcTime(digits) : DER.generalizedTime(digits)
    }

    private static func extensions(_ hosts: [String]) -> [UInt8] {
        let names = hosts.map { host in
            // [7] is an address, [2] a name.
            let address = Host.address(host)
            return DER.tagged(address == nil ? 2 : 7, address ?? Array(host.utf8), isConstructed: false)
        }
        return DER.sequence([
            // Subject alternative names.
            entry(DER.objectIdentifier(2, 5, 29, 17), DER.sequence(names)),
            // Basic constraints: no authority.
            entry(DER.objectIdentifier(2, 5, 29, 19), DER.sequence([]), isCritical: true),
            // Key usage: signatures.
            entry(DER.objectIdentifier(2, 5, 29, 15), DER.bitString([0x80], unusedBits: 7), isCritical: true),
            // Extended key usage: servers.
            entry(
                DER.objectIdentifier(2, 5, 29, 37),
                DER.sequence([DER.objectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1)])
            ),
        ])
    }

    private static func entry(_ identifier: [UInt8], _ content: [UInt8], isCritical: Bool = false) -> [UInt8] {
        DER.sequence([identifier] + (isCritical ? [DER.yes] : []) + [DER.octetString(content)])
    }

    /// RFC 7468.
    private static func pem(_ bytes: [UInt8]) -> String {
        let text = Array(base64(bytes))
        let lines = stride(from: 0, to: text.count, by: 64).map { String(text[$0..<min($0 + 64, text.count)]) }
        return "-----BEGIN CERTIFICATE-----\n\(lines.joined(separator: "\n"))\n-----END CERTIFICATE-----\n"
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? digits[number >> (18 - 6 * place) & 63] : "=") }
        }
        return text
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
}
