internal import SystemIO

/// What the bytes before an offset were: checksums of the first 1024 and of the last 256 of them.
///
/// It is how a file that was truncated and has grown past the offset again is told from one that has only grown, and
/// how the copy that copy-truncate made is found. It never names a file: two may begin alike.
struct ContentCheck: Hashable {
    /// How much of the file has been read, in bytes.
    private(set) var offset: UInt64 = 0
    private(set) var head: UInt32 = 0
    private(set) var tail: UInt32 = 0

    private static let headBytes: UInt64 = 1024
    private static let tailBytes: UInt64 = 256

    /// Of a file of which nothing was read.
    init() {}

    /// As it was stored.
    init(offset: UInt64, head: UInt32, tail: UInt32) {
        (self.offset, self.head, self.tail) = (offset, head, tail)
    }

    /// The number of bytes at the file's beginning that are checked.
    var headCount: Int { Int(min(offset, Self.headBytes)) }
    /// The number of bytes before the offset that are checked.
    var tailCount: Int { Int(min(offset, Self.tailBytes)) }

    /// Whether these first `headCount` bytes are the same.
    func headHolds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count == headCount && Checksum.crc32c(bytes) == head
    }

    /// Whether these `tailCount` bytes before the offset are the same.
    func tailHolds(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count == tailCount && Checksum.crc32c(bytes) == tail
    }

    /// Moves the offset over `count` bytes.
    ///
    /// `bytes` are the file's from `tailCount` before the old offset on.
    mutating func advance(over count: Int, in bytes: UnsafeRawBufferPointer) {
        let end = tailCount + count
        let headRest = min(Int(Self.headBytes) - headCount, count)
        if headRest > 0 {
            let fresh = UnsafeRawBufferPointer(rebasing: bytes[tailCount..<(tailCount + headRest)])
            head = Checksum.crc32c(fresh, seed: head)
        }
        offset += UInt64(count)
        tail = Checksum.crc32c(UnsafeRawBufferPointer(rebasing: bytes[(end - tailCount)..<end]))
    }

    /// Of the first `offset` bytes of a file, still without the tail; `head` are its first 1024.
    init(offset: UInt64, head: UnsafeRawBufferPointer) {
        self.offset = offset
        self.head = Checksum.crc32c(head)
    }

    /// With the tail: the last 256 bytes before the offset.
    init(_ check: ContentCheck, tail: UnsafeRawBufferPointer) {
        self = check
        self.tail = Checksum.crc32c(tail)
    }
}
