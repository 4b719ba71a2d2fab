internal import LogModel
internal import SystemIO

/// Reads a file's turn: checks that what was read before is still there, and makes events of the lines after it.
///
/// Nothing of a line is kept in memory between turns: an unfinished line is read again from its beginning, and of one
/// longer than the bound only its beginning, once its end is found. Owns the read buffer, which all turns share.
final class TurnReader {
    private let limits: FileLimits
    private let batch: LineBatch
    private let buffer: UnsafeMutableRawBufferPointer
    /// An unfinished line that is longer than this is searched for its end without reading it again.
    private let searchFrom: UInt64

    private static let slack = 1024

    /// What a turn came to.
    enum Outcome {
        /// Everything there was is read, but perhaps for a line without an end.
        case atEnd
        /// There is more.
        case more
        /// What was read before is not there any more.
        case truncated
    }

    init(limits: FileLimits, batch: LineBatch) {
        (self.limits, self.batch) = (limits, batch)
        let count = max(limits.turn, limits.line + 1) + Self.slack
        buffer = .allocate(byteCount: count, alignment: 64)
        searchFrom = UInt64(min(limits.line, 64 << 10))
    }

    deinit { buffer.deallocate() }

    /// Takes a turn.
    func read(_ file: TailedFile, from open: ReadOnlyFile) throws(SystemError) -> Outcome {
        guard try headHolds(file.check, open) else { return .truncated }
        if file.scanned - file.offset >= max(searchFrom, 1) {
            guard let outcome = try searchAhead(file, open) else { return try readLines(file, open) }
            return outcome
        }
        return try readLines(file, open)
    }

    /// Whether a file holds what the check says, up to its offset.
    func holds(_ check: ContentCheck, in open: ReadOnlyFile) throws(SystemError) -> Bool {
        guard try headHolds(check, open) else { return false }
        let tail = try bytes(of: open, at: check.offset - UInt64(check.tailCount), count: check.tailCount)
        return check.tailHolds(tail)
    }

    /// The check of the first `offset` bytes of a file.
    func check(of open: ReadOnlyFile, offset: UInt64) throws(SystemError) -> ContentCheck {
        let head = ContentCheck(offset: offset, head: try bytes(of: open, at: 0, count: Int(min(offset, 1024))))
        return ContentCheck(head, tail: try bytes(of: open, at: offset - UInt64(head.tailCount), count: head.tailCount))
    }

    private func headHolds(_ check: ContentCheck, _ open: ReadOnlyFile) throws(SystemError) -> Bool {
        check.headHolds(try bytes(of: open, at: 0, count: check.headCount))
    }

    /// Valid until the next read.
    private func bytes(of open: ReadOnlyFile, at offset: UInt64, count: Int) throws(SystemError)
        -> UnsafeRawBufferPointer
    {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        return UnsafeRawBufferPointer(rebasing: part[..<(try open.read(at: offset, into: part))])
    }

    private func readLines(_ file: TailedFile, _ open: ReadOnlyFile) throws(SystemError) -> Outcome {
        let before = file.check.tailCount
        let wanted = before + max(limits.turn, limits.line + 1)
        let found = try bytes(of: open, at: file.offset - UInt64(before), count: wanted)
        guard found.count >= before, tailHolds(file, found) else { return .truncated }
        let end = file.offset + UInt64(found.count - before)
        guard found.count == wanted || end >= max(file.size, file.scanned) else { return .truncated }
        file.size = max(file.size, end)
        let consumed = split(found, before, file)
        file.check.advance(over: consumed, in: found)
        let rest = found.count - before - consumed
        if found.count == wanted || endsInLine(found, rest) {
            file.scanned = file.offset + (consumed == 0 ? UInt64(rest) : 0)
            return .more
        }
        file.scanned = file.offset + UInt64(rest)
        if rest > 0, file.takesPartial { takePartial(found, rest, file) }
        return .atEnd
    }

    private func tailHolds(_ file: TailedFile, _ found: UnsafeRawBufferPointer) -> Bool {
        file.check.tailHolds(UnsafeRawBufferPointer(rebasing: found[..<file.check.tailCount]))
    }

    /// Whether the turn ended at its bound of events, before the last line end.
    private func endsInLine(_ found: UnsafeRawBufferPointer, _ rest: Int) -> Bool {
        let tail = UnsafeRawBufferPointer(rebasing: found[(found.count - rest)...])
        return ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: tail) != nil
    }

    private func split(_ found: UnsafeRawBufferPointer, _ before: Int, _ file: TailedFile) -> Int {
        var start = before
        // The end of a line that was given out as it was belongs to that line: it is not an empty line.
        if before > 0, start < found.count, found[before - 1] != UInt8(ascii: "\n"), found[start] == UInt8(ascii: "\n")
        {
            start += 1
        }
        let lines = UnsafeRawBufferPointer(rebasing: found[start...])
        let taken = batch.append(from: file, expecting: lines.count) { columns, origin in
            splitter(origin).split(lines, into: &columns)
        }
        return start - before + taken
    }

    private func splitter(_ origin: UInt32) -> LineSplitter {
        LineSplitter(line: limits.line, events: limits.eventsPerTurn, origin: origin, time: batch.time)
    }

    private func takePartial(_ found: UnsafeRawBufferPointer, _ rest: Int, _ file: TailedFile) {
        let start = found.count - rest
        let line = UnsafeRawBufferPointer(rebasing: found[start...])
        batch.append(from: file, expecting: rest) { columns, origin in
            splitter(origin).append(line, fullSize: rest, to: &columns)
        }
        let before = UnsafeRawBufferPointer(rebasing: found[(start - file.check.tailCount)...])
        file.check.advance(over: rest, in: before)
    }
}

extension TurnReader {
    /// Looks for the end of a long unfinished line; nil when it is there and the line is not too long.
    private func searchAhead(_ file: TailedFile, _ open: ReadOnlyFile) throws(SystemError) -> Outcome? {
        guard try holds(file.check, in: open) else { return .truncated }
        let count = max(limits.turn, limits.line + 1)
        let found = try bytes(of: open, at: file.scanned, count: count)
        if found.isEmpty, try open.status().size < file.scanned { return .truncated }
        guard let end = ByteSearch.firstIndex(of: UInt8(ascii: "\n"), in: found) else {
            file.scanned += UInt64(found.count)
            file.size = max(file.scanned, found.count == count ? file.size : 0)
            if found.count == count { return .more }
            if file.takesPartial { try takeLong(file, open, upTo: file.scanned, end: 0) }
            return .atEnd
        }
        let lineEnd = file.scanned + UInt64(end)
        guard lineEnd - file.offset > UInt64(limits.line) else {
            file.scanned = file.offset
            return nil
        }
        try takeLong(file, open, upTo: lineEnd, end: 1)
        return .more
    }

    /// Gives out a line longer than what one read gives; `end` counts the bytes of its end.
    private func takeLong(
        _ file: TailedFile,
        _ open: ReadOnlyFile,
        upTo lineEnd: UInt64,
        end: UInt64
    ) throws(SystemError) {
        let next = try check(of: open, offset: lineEnd + end)
        let fullSize = Int(lineEnd - file.offset)
        let line = try bytes(of: open, at: file.offset, count: min(fullSize, limits.line))
        batch.append(from: file, expecting: line.count) { columns, origin in
            splitter(origin).append(line, fullSize: max(fullSize, line.count), to: &columns)
        }
        file.resume(next)
    }
}
