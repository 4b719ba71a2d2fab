internal import LogModel

/// Blocks that become one: their events without a break, their origins interned, their positions.
struct MergeBuffer {
    private(set) var header = BlockHeader()
    private(set) var count = 0
    private(set) var contentBytes = 0
    private var times: [Int64] = []
    private var originIndexes: [UInt32] = []
    private var kinds: [EventColumns.Kind] = []
    private var messages = ByteColumn()
    private var ownFields = ByteColumn()
    private var addresses: [JournalAddress] = []
    private var origins: [Origin] = []
    private var known: [Origin: UInt32] = [:]
    /// Positions that moved, the empty ones included, which forget.
    private var moved: [String: [UInt8]] = [:]

    var isEmpty: Bool { count == 0 && moved.isEmpty }
    var positions: [InputPosition] {
        moved.map { InputPosition(input: $0.key, bytes: $0.value) }.sorted { $0.input < $1.input }
    }

    var columns: EventColumns {
        EventColumns(
            times: times,
            originIndexes: originIndexes,
            kinds: kinds,
            messages: messages,
            ownFields: ownFields,
            addresses: addresses,
            origins: origins
        )
    }

    /// Whether a block's events follow on these without a hole or a step between runs: IDs within a block are dense,
    /// and what is missing before it would be forgotten.
    func isFollowed(by next: BlockHeader) -> Bool {
        guard count > 0, next.count > 0 else { return true }
        let last = EventID(unchecked: header.firstID.rawValue + UInt64(count) - 1)
        return next.predecessorID == last && next.firstID == last.next
    }

    mutating func append(_ block: BlockHeader, _ columns: EventColumns, _ positions: [InputPosition]) {
        if count == 0 {
            let appendTime = max(header.appendTime, block.appendTime)
            header = BlockHeader()
            (header.firstID, header.predecessorID, header.appendTime) = (
                block.firstID, block.predecessorID, appendTime
            )
        }
        header.appendTime = max(header.appendTime, block.appendTime)
        for position in positions { moved[position.input] = position.bytes }
        guard !columns.isEmpty else { return }
        append(columns)
        header.minimumTime = times.min() ?? 0
        header.maximumTime = times.max() ?? 0
    }

    private mutating func append(_ columns: EventColumns) {
        let mapping = columns.origins.map { origin -> UInt32 in
            if let index = known[origin] { return index }
            origins.append(origin)
            known[origin] = UInt32(origins.count - 1)
            return UInt32(origins.count - 1)
        }
        times.append(contentsOf: columns.times)
        originIndexes.append(contentsOf: columns.originIndexes.lazy.map { mapping[Int($0)] })
        kinds.append(contentsOf: columns.kinds)
        messages.append(contentsOf: columns.messages)
        ownFields.append(contentsOf: columns.ownFields)
        addresses.append(contentsOf: columns.addresses)
        count += columns.count
        contentBytes += columns.contentBytes
    }
}
