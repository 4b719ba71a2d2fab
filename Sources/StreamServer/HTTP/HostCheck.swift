/// Which `Host` a request on TCP may name: the defence against DNS rebinding, by which a foreign page reaches a
/// server on its reader's loopback under the page's own name.
struct HostCheck: Sendable {
    private let names: Set<String>

    /// IP literals and `localhost` are always allowed; `names` on top.
    init(names: [String]) {
        self.names = Set(names.map { $0.lowercased() } + ["localhost"])
    }

    /// Whether `host`, with or without a port, is one of ours.
    func allows(_ host: String) -> Bool {
        let bytes = Array(host.lowercased().utf8)
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let inside = bytes[1..<end]
            return Self.isPort(bytes[(end + 1)...]) && !inside.isEmpty && inside.allSatisfy(Self.isAddressByte)
        }
        let end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        guard Self.isPort(bytes[end...]) else { return false }
        var name = bytes[..<end]
        if Self.isIPv4(name) { return true }
        if name.last == UInt8(ascii: ".") { name = name.dropLast() }
        return names.contains(String(decoding: name, as: UTF8.self))
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...58, 97...102, UInt8(ascii: "."): true
        default: false
        }
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isEmpty
            || bytes.first == UInt8(ascii: ":") && bytes.count <= 6
                && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
    }

    private static func isIPv4(_ bytes: ArraySlice<UInt8>) -> Bool {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { (48...57).contains($0) }
                    && part.reduce(0) { $0 * 10 + Int($1 - 48) } <= 255
            }
    }
}
