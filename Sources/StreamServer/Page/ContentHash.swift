internal import LogModel

/// A name for contents: 64-bit FNV-1a. It tells versions of our own files apart, and withstands no attack.
struct ContentHash {
    private var value: UInt64 = 0xcbf2_9ce4_8422_2325

    /// Takes a text in, and where it ends.
    mutating func add(_ text: String) {
        add(Array(text.utf8))
        add([0])
    }

    mutating func add(_ bytes: [UInt8]) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }

    /// 16 hexadecimal digits.
    var text: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
