internal import LogModel

/// Where a block with events stands in its segment, and what a read must know before it touches it.
struct BlockInfo: Hashable, Sendable {
    var offset: UInt64
    var length: UInt32
    var count: UInt32
    var firstID: EventID
    var predecessorID: EventID
    var minimumTime: Int64
    var maximumTime: Int64
    var appendTime: Int64

    init(header: BlockHeader, offset: UInt64) {
        self.offset = offset
        (length, count) = (header.length, header.count)
        (firstID, predecessorID) = (header.firstID, header.predecessorID)
        (minimumTime, maximumTime, appendTime) = (header.minimumTime, header.maximumTime, header.appendTime)
    }

    var lastID: EventID { EventID(unchecked: firstID.rawValue + UInt64(count) - 1) }
}
