internal import LogModel
internal import SystemIO

/// Lines of bytes to events.
///
/// Only LF ends a line; a CR before it, NUL and invalid UTF-8 stay in the message.
struct LineSplitter {
    /// The longest message, in bytes.
    let line: Int
    /// The most events of one call.
    let events: Int
    let origin: UInt32
    let time: Timestamp

    private static let kind = EventColumns.Kind(priority: nil)
    private static var none: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: nil, count: 0) }

    /// Appends each complete line, and returns how many bytes they took with their ends.
    func split(_ bytes: UnsafeRawBufferPointer, into columns: inout EventColumns) -> Int {
        var start = 0
        var left = events
        while left > 0, start < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[start...])
            guard let length = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: rest) else { break }
            append(UnsafeRawBufferPointer(rebasing: rest[..<length]), fullSize: length, to: &columns)
            start += length + 1
            left -= 1
        }
        return start
    }

    /// Appends one line, cut if it is too long; `bytes` hold at least as much of it as a message may.
    func append(_ bytes: UnsafeRawBufferPointer, fullSize: Int, to columns: inout EventColumns) {
        guard fullSize > line else {
            return columns.append(time: time, origin: origin, kind: Self.kind, message: bytes, ownFields: Self.none)
        }
        let message = UnsafeRawBufferPointer(rebasing: bytes[..<min(line, bytes.count)])
        Self.cutMark(fullSize).withUnsafeBytes { mark in
            columns.append(time: time, origin: origin, kind: Self.kind, message: message, ownFields: mark)
        }
    }

    /// The own field `LOGCAST_CUT=<full size>` as `EventColumns` encodes it; its length takes one byte.
    private static func cutMark(_ fullSize: Int) -> [UInt8] {
        let field = Array("LOGCAST_CUT=\(fullSize)".utf8)
        return [UInt8(field.count)] + field
    }
}
