internal import Glibc

extension Host {
    /// The bytes of an IPv4 or IPv6 address, 4 or 16; nil for what is none.
    public static func address(_ text: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &bytes) == 1 { return Array(bytes[..<4]) }
        return inet_pton(AF_INET6, text, &bytes) == 1 ? bytes : nil
    }

    /// This host's addresses, without those of links (`fe80::`), which mean nothing to others (getifaddrs(3)).
    public static var addresses: [String] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return ["127.0.0.1", "::1"] }
        defer { freeifaddrs(list) }
        var found: [String] = []
        for entry in sequence(first: list, next: { $0?.pointee.ifa_next }) {
            guard let text = entry?.pointee.ifa_addr.flatMap({ text($0) }) else { continue }
            if !text.hasPrefix("fe80:"), !found.contains(text) { found.append(text) }
        }
        return found
    }

    private static func text(_ address: UnsafeMutablePointer<sockaddr>) -> String? {
        let isV4 = address.pointee.sa_family == sa_family_t(AF_INET)
        guard isV4 || address.pointee.sa_family == sa_family_t(AF_INET6) else { return nil }
        let length = isV4 ? MemoryLayout<sockaddr_in>.size : MemoryLayout<sockaddr_in6>.size
        var buffer = [CChar](repeating: 0, count: 64)
        guard getnameinfo(address, socklen_t(length), &buffer, 64, nil, 0, NI_NUMERICHOST) == 0 else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
