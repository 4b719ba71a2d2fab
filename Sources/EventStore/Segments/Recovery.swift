internal import LogModel
internal import SystemIO
internal import SystemPackage

/// Opens what an earlier run left, whatever state it is in, and never fails for damage.
///
/// Invariants:
/// 1. Every event that was ever visible, and that retention did not drop, is there under its ID, unless its block is
///    damaged; then readers meet a hole, which the next block's predecessor ID tells.
/// 2. Nothing is shown that is not durable: a segment without a valid trailer is copied to a new file, which is
///    synced and renamed over the old one, before any of it is shown. (A block may be intact in the page cache after
///    its sync failed, and zeros once the cache is dropped.)
/// 3. The positions are those of the last intact block, so that inputs go on exactly after the last event kept.
/// 4. A segment ends where the next begins; but what a merged segment covers was merged into it, and goes.
struct Recovery {
    let directory: LogDirectory
    let logID: UInt64
    let random: () -> UInt64

    struct Outcome {
        var entries: [SegmentEntry] = []
        var positions: [InputPosition] = []
        var lastID = EventID.zero
        var findings: [String] = []
    }

    func run() throws(SystemError) -> Outcome {
        var outcome = Outcome()
        let names = try directory.segments()
        for (index, firstID) in names.enumerated() {
            let limit = index + 1 < names.count ? names[index + 1] : EventID(unchecked: EventID.limit)
            if let merged = outcome.entries.last, merged.isMerged, firstID <= outcome.lastID {
                try remove(firstID, coveredBy: merged)
                continue
            }
            guard let (entry, positions) = try recover(firstID, limit: limit, &outcome.findings) else { continue }
            outcome.entries.append(entry)
            outcome.positions = positions
            outcome.lastID = entry.span?.lastID ?? outcome.lastID
        }
        return outcome
    }

    /// A crash came between the merged segment's rename and the removal of its sources.
    private func remove(_ firstID: EventID, coveredBy merged: SegmentEntry) throws(SystemError) {
        // What takes their place must be durable under its name before they go.
        try directory.fileSystem.syncDirectory(directory.path)
        try directory.fileSystem.unlink(directory.segmentPath(firstID))
    }

    private func recover(
        _ firstID: EventID,
        limit: EventID,
        _ findings: inout [String]
    ) throws(SystemError) -> (SegmentEntry, [InputPosition])? {
        let path = directory.segmentPath(firstID)
        let file = try directory.fileSystem.open(path, .read)
        let length = try file.length()
        guard let header = SegmentHeader(try file.read(at: 0, count: SegmentHeader.size)), header.firstID == firstID
        else {
            let foreign = SegmentHeader(logID: 0, salt: 0, firstID: firstID)
            if length > 0 {
                let name = directory.keepAside(0..<length, of: Segment(file: file, path: path, header: foreign))
                findings.append("\(path): no segment header; kept aside as \(name)")
            }
            try directory.fileSystem.unlink(path)
            return nil
        }
        let segment = Segment(file: file, path: path, header: header)
        guard let index = try SegmentIndex(of: segment) else { return try rewrite(segment, limit: limit, &findings) }
        var entry = SegmentEntry(segment: segment, span: nil, bytes: length, blocks: nil)
        entry.isMerged = index.merged != nil
        for block in index.blocks { entry.extend(by: block) }
        return (entry, index.positions)
    }

    /// Copies the intact blocks to a new, sealed file in the old one's place; nil when there is none.
    private func rewrite(
        _ old: Segment,
        limit: EventID,
        _ findings: inout [String]
    ) throws(SystemError) -> (SegmentEntry, [InputPosition])? {
        let temporary = FilePath(old.path.string + LogDirectory.temporarySuffix)
        let header = SegmentHeader(logID: logID, salt: random(), firstID: old.header.firstID)
        let file = try directory.create(temporary)
        var copy = SegmentCopy(segment: Segment(file: file, path: old.path, header: header))
        try copy.begin()
        var scan = try SegmentScan(old)
        while let part = try scan.next() {
            switch part {
            case .block(let block, let bytes, _):
                if block.kind == .events, block.firstID < limit { try copy.append(block, bytes) }
            case .damage(let range):
                findings.append("\(old.path): damaged block; kept aside as \(directory.keepAside(range, of: old))")
            case .tornTail(let range):
                findings.append("\(old.path): torn tail cut; kept aside as \(directory.keepAside(range, of: old))")
            }
        }
        guard copy.hasContent else {
            try directory.fileSystem.unlink(temporary)
            try directory.fileSystem.unlink(old.path)
            try directory.fileSystem.syncDirectory(directory.path)
            return nil
        }
        let result = try copy.seal()
        try directory.fileSystem.rename(temporary, to: old.path)
        try directory.fileSystem.syncDirectory(directory.path)
        return result
    }
}
