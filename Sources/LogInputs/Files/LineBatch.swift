internal import LogModel

/// The batch that a pass over the files fills.
///
/// Confined to the tailer's thread. The columns are taken out while a turn appends to them, and put back.
final class LineBatch {
    private var columns = EventColumns()
    private var moved: [TailedFile] = []
    private var origins: [ObjectIdentifier: UInt32] = [:]
    private(set) var time = Timestamp(microseconds: 0)
    /// Positions of files that are not followed: written back, or removed.
    var otherPositions: [InputPosition] = []
    private let clock: TailClock

    init(clock: TailClock) {
        self.clock = clock
    }

    var isEmpty: Bool { columns.isEmpty && moved.isEmpty && otherPositions.isEmpty }
    /// What was gathered, in bytes.
    var byteCount: Int {
        let positions = (moved.count + otherPositions.count) * 128
        return columns.messages.bytes.count + columns.count * 56 + columns.origins.count * 256 + positions
    }

    /// Lends the columns with the index of the file's origin in them.
    ///
    /// `byteCount` bytes of lines are expected.
    func append<Result>(
        from file: TailedFile,
        expecting byteCount: Int,
        _ body: (inout EventColumns, UInt32) -> Result
    ) -> Result {
        let before = columns.count
        defer { file.eventsRead += UInt64(columns.count - before) }
        return append(from: file.lineage) { columns, origin in
            // Not for few bytes: making room exactly again and again would copy all of it each time.
            if byteCount >= 64 << 10 { columns.reserve(events: byteCount / 128, bytes: byteCount) }
            return body(&columns, origin)
        }
    }

    /// Appends a loss among the files of a path.
    func append(_ reason: Gap.Reason, of lineage: Lineage) {
        let gap = Gap(reason: reason, input: lineage.origin.input)
        append(from: lineage) { columns, origin in columns.append(gap: gap, time: time, origin: origin) }
    }

    private func append<Result>(from lineage: Lineage, _ body: (inout EventColumns, UInt32) -> Result) -> Result {
        if columns.isEmpty { time = clock.wall() }
        var taken = EventColumns()
        swap(&taken, &columns)
        defer { swap(&taken, &columns) }
        let origin = origins[ObjectIdentifier(lineage)] ?? taken.addOrigin(lineage.origin)
        origins[ObjectIdentifier(lineage)] = origin
        return body(&taken, origin)
    }

    /// The file's position goes with this batch.
    func moves(_ file: TailedFile) {
        guard !file.isInBatch else { return }
        file.isInBatch = true
        moved.append(file)
    }

    /// Takes the batch out.
    func take() -> IngestBatch {
        var batch = IngestBatch()
        swap(&batch.columns, &columns)
        batch.positions = otherPositions
        let now = clock.wall()
        for file in moved where file.isInBatch {
            batch.positions.append(InputPosition(input: file.key.text, bytes: file.position(at: now).bytes))
            file.isInBatch = false
        }
        moved.removeAll(keepingCapacity: true)
        otherPositions.removeAll()
        origins.removeAll(keepingCapacity: true)
        return batch
    }
}
