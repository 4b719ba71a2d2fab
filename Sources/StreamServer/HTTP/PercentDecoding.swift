/// Decoding of paths and query strings on bytes.
enum PercentDecoding {
    /// Why a text cannot be decoded.
    enum Fault: Error {
        case badEscape
        case notUTF8
        case nul
    }

    /// The text that `bytes` encode; `+` is a space where `plusIsSpace`.
    static func text(_ bytes: Substring.UTF8View, plusIsSpace: Bool) throws(Fault) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index = bytes.index(after: index)
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = digit(bytes, &index), let low = digit(bytes, &index) else { throw .badEscape }
                decoded.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: decoded.append(32)
            default: decoded.append(byte)
            }
        }
        if decoded.contains(0) { throw .nul }
        guard let text = String(validating: decoded, as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    private static func digit(_ bytes: Substring.UTF8View, _ index: inout Substring.Index) -> UInt8? {
        guard index < bytes.endIndex else { return nil }
        let byte = bytes[index]
        index = bytes.index(after: index)
        switch byte {
        case 48...57: return byte - 48
        case 65...70: return byte - 55
        case 97...102: return byte - 87
        default: return nil
        }
    }
}

extension PercentDecoding.Fault {
    /// What to tell about `what`.
    func sentence(_ what: String) -> String {
        switch self {
        case .badEscape: "\(what) holds a % that two hexadecimal digits do not follow; write %25 for a percent sign"
        case .notUTF8: "\(what) is not UTF-8"
        case .nul: "\(what) holds a NUL"
        }
    }
}
