internal import LogModel

/// What each origin of a block comes to in an encoding, made when first wanted: bytes in one buffer for all, and the
/// places in it.
struct OriginPieces<Pieces>: ~Copyable {
    private var known: [Pieces?]
    private var bytes = ByteWriter(capacity: 2048)

    init(count: Int) {
        known = Array(repeating: nil, count: count)
    }

    /// The pieces of an origin; `make` appends its bytes.
    subscript(_ index: Int, _ make: (inout ByteWriter) -> Pieces) -> Pieces {
        mutating get {
            if let pieces = known[index] { return pieces }
            let made = make(&bytes)
            known[index] = made
            return made
        }
    }

    /// The bytes of all, which stay where they are until another piece is made or this is gone; for loops that cannot
    /// have a closure around each event.
    var bytesUntilNextPiece: UnsafeRawBufferPointer { bytes.withBytes { $0 } }

    /// Lends the bytes of all.
    func withBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withBytes { body($0) }
    }
}

/// Where the parts of a `__CURSOR` that the origin decides stand; empty where it tells no source or no boot.
struct CursorPieces {
    /// `s=…;i=`
    private let start: Range<Int>
    /// `;b=…;m=`
    private let boot: Range<Int>

    init(_ origin: Origin, _ out: inout ByteWriter) {
        guard let source = origin.field("__SEQNUM_ID"), let boot = origin.field("_BOOT_ID") else {
            (start, self.boot) = (0..<0, 0..<0)
            return
        }
        start = out.piece { out in
            out.append("s=")
            source.value.withUnsafeBytes { out.append(jsonEscaped: $0) }
            out.append(";i=")
        }
        self.boot = out.piece { out in
            out.append(";b=")
            boot.value.withUnsafeBytes { out.append(jsonEscaped: $0) }
            out.append(";m=")
        }
    }

    var isEmpty: Bool { start.isEmpty }

    /// Appends the cursor of an entry, without quotes.
    func write(_ address: JournalAddress, _ time: Int64, _ pieces: UnsafeRawBufferPointer, into out: inout ByteWriter) {
        out.append(UnsafeRawBufferPointer(rebasing: pieces[start]))
        out.append(hex: address.sequence)
        out.append(UnsafeRawBufferPointer(rebasing: pieces[boot]))
        out.append(hex: address.monotonic)
        out.append(";t=")
        out.append(hex: UInt64(max(0, time)))
        out.append(";x=")
        out.append(hex: address.xorHash)
    }
}

extension ByteWriter {
    /// Where the bytes stand that `write` appends.
    mutating func piece(_ write: (inout ByteWriter) -> Void) -> Range<Int> {
        let start = count
        write(&self)
        return start..<count
    }
}
