internal import LogModel
internal import SystemIO

// The event log on disk, version 1
// ================================
//
// A log is a directory:
//
//     lock                      held by the owner; holds its process number
//     log-id                    16 hexadecimal digits and LF: the log's random name
//     NNNNNNNNNNNNNNNN.seg      segments, named by their first ID in 16 decimal digits
//     quarantine/               damaged parts, kept aside as evidence
//
// A segment is a header of 64 bytes and blocks, each beginning at a multiple of 8. All integers are little-endian.
//
//     0   8  "logcastS"               32  8  first ID
//     8   4  version, 1               40  4  CRC-32C of bytes 0 ..< 40
//     12  4  header length, 64        44 20  zero
//     16  8  log ID
//     24  8  salt, random per segment
//
// A block is self-contained, so that recovery is one scan and a read needs no other place:
//
//     0   4  "LCB1"                   24  4  number of events
//     4   1  version, 1               28  4  number of origins
//     5   1  codec: 0 none, 1 zstd    32  8  last ID before this block
//     6   1  kind: 0 events, 1 index, 40  8  earliest time of its events, µs since 1970
//     7   1  zero      2 grams        48  8  latest time
//     8   4  length, all of it        56  8  time of the append
//     12  4  checksum                 64 80  ten sections: stored length, raw length (4 + 4 each)
//     16  8  first ID                144     the sections, then zeros to a multiple of 8
//
// The sections: input positions, origins, times (zigzag varint deltas), origin indexes (varints), kinds (bytes),
// message lengths (varints), messages, own-field lengths (varints), own fields, journal addresses (JournalAddresses).
// With codec 1 a section whose stored length is less than its raw length is a zstd frame, and the others stand as they
// are, so that each column is unpacked only when it is read.
//
// A commit appends one block with codec 0. Sealed segments are merged (SegmentMerge) into segments of larger blocks
// with codec 1, which end with a block of kind 2 and codec 0 before the index: which blocks may hold which runs of four
// and five bytes (messages; GramTable). The index of a merged segment has codec 1 and, beyond the blocks (messages) and
// the positions, the origins of all blocks (origins), each block's counts per origin and kind (origin indexes;
// BlockTallies), and the place of the grams (addresses: offset, 0 for none, and binary logarithm of their rows).
//
// Why so:
// - The checksum covers all bytes but itself and is seeded with the segment's salt and the block's offset: a log
//   line that holds a copy of a valid block is no block where it stands, and a stale one of a file's earlier life
//   is none either.
// - Each block carries its predecessor's last ID: a reader tells a hole (a damaged or dropped block) from the step
//   between two runs without any other record, also after blocks around it were moved to another file.
// - The positions of the inputs stand in the block of the events they follow: both are durable, or neither. The first
//   block of a segment has every position, later ones those that moved; an empty position forgets its input. A block
//   may have positions and no events.
// - Origins are written per block, not per log, so that no damage in one place makes another unreadable.
// - A sealed segment ends with an index block (every block's place, IDs and times, and all positions) and a trailer
//   of 16 bytes: offset of the index block, "LCSEALED". Start-up reads those. A segment without a valid trailer is
//   scanned and rewritten before any of it is shown: what the page cache holds of it may never have reached the disk.
// - A merged segment has the first of its sources' names. Its index covers their IDs: a source that a crash left
//   beside it is known by its first ID, and removed.
// - A block never spans a hole or a step between runs, whatever is merged: both stay visible by the predecessor's ID.
// - A segment ends where the next one's first ID begins: a block that a failed sync left behind, and that came
//   again in the next segment, is not shown twice.
struct BlockHeader: Hashable, Sendable {
    static let size = 144
    static let sectionCount = 10
    static let magic: UInt32 = 0x3142_434c
    static let version: UInt8 = 1
    /// No block is longer: an event is bounded well below, and a length beyond is damage.
    static let maximumLength = 1 << 30

    var kind: BlockKind = .events
    var codec: BlockCodec = .none
    var length: UInt32 = 0
    var firstID: EventID = .zero
    var count: UInt32 = 0
    var originCount: UInt32 = 0
    var predecessorID: EventID = .zero
    var minimumTime: Int64 = 0
    var maximumTime: Int64 = 0
    var appendTime: Int64 = 0
    /// The lengths of the sections as they stand in the file, and of their contents.
    var sections = [UInt32](repeating: 0, count: BlockHeader.sectionCount)
    var rawSections = [UInt32](repeating: 0, count: BlockHeader.sectionCount)
}

/// How the sections of a block are stored.
enum BlockCodec: UInt8, Sendable {
    /// As they are.
    case none = 0
    /// A section that is shorter than its content is a zstd frame; the others stand as they are.
    case zstd = 1

    func allows(stored: UInt32, raw: UInt32) -> Bool {
        switch self {
        case .none: stored == raw
        case .zstd: stored <= raw && raw <= BlockHeader.maximumLength
        }
    }
}

/// What a block holds.
enum BlockKind: UInt8, Sendable {
    case events = 0
    case index = 1
    /// What the messages of each block may hold; stands before the index of a merged segment.
    case grams = 2
}

/// What identifies a segment file, and what its checksums are seeded with.
struct SegmentHeader: Hashable, Sendable {
    static let size = 64
    static let magic: UInt64 = 0x5374_7361_6367_6f6c
    var logID: UInt64
    var salt: UInt64
    var firstID: EventID

    var bytes: [UInt8] {
        var writer = ByteWriter(capacity: Self.size)
        writer.append(littleEndian: Self.magic)
        writer.append(littleEndian: UInt32(1))
        writer.append(littleEndian: UInt32(Self.size))
        writer.append(littleEndian: logID)
        writer.append(littleEndian: salt)
        writer.append(littleEndian: firstID.rawValue)
        writer.append(littleEndian: writer.withBytes { Checksum.crc32c($0) })
        while writer.count < Self.size { writer.append(byte: 0) }
        return writer.bytes
    }

    /// Nil unless the bytes are an intact header of this version.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.size else { return nil }
        let (magic, version, checksum) = bytes.withUnsafeBytes {
            (
                UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt32.self)),
                UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: 40, as: UInt32.self))
            )
        }
        let actual = bytes.withUnsafeBytes { Checksum.crc32c(UnsafeRawBufferPointer(rebasing: $0[..<40])) }
        guard magic == Self.magic, version == 1, checksum == actual else { return nil }
        let words = bytes.withUnsafeBytes { raw in
            [16, 24, 32].map { UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: $0, as: UInt64.self)) }
        }
        guard let firstID = EventID(rawValue: words[2]) else { return nil }
        (logID, salt, self.firstID) = (words[0], words[1], firstID)
    }

    init(logID: UInt64, salt: UInt64, firstID: EventID) {
        (self.logID, self.salt, self.firstID) = (logID, salt, firstID)
    }
}
