public import LogModel

extension CompiledPattern {
    /// Whether any of the messages that stand end to end in a text may match; false is certain.
    public func mayMatch(within text: UnsafeRawBufferPointer, _ scratch: Scratch) -> Bool {
        guard let candidates, !needsRepair || MessageRepair.isASCII(text) else { return true }
        scratch.prepare(for: candidates)
        return scratch.firstEnd(text, candidates) != nil
    }

    /// Which of the messages match: a part of `indices`, ascending as they are.
    ///
    /// All messages are searched in one go, end to end, for where one may match, and only those are looked at one by
    /// one: a rare pattern costs one scan of the column, at the speed of memory. A match across two messages is none.
    public func matching(_ indices: [Int], in messages: ByteColumn, _ scratch: Scratch) -> [Int] {
        guard let first = indices.first, let last = indices.last else { return [] }
        scratch.prepare(for: exact)
        if let candidates { scratch.prepare(for: candidates) }
        return messages.bytes.withUnsafeBytes { bytes in
            messages.ends.withUnsafeBufferPointer { ends in
                let scan = ColumnScan(pattern: self, bytes: bytes, ends: ends, scratch: scratch)
                let span = scan.start(first)..<Int(ends[last])
                guard let candidates, scan.isWorthwhile(indices, span) else { return scan.each(indices) }
                if needsRepair, !MessageRepair.isASCII(UnsafeRawBufferPointer(rebasing: bytes[span])) {
                    return scan.mixed(indices, candidates)
                }
                return scan.column(indices, candidates)
            }
        }
    }
}

/// One search through a column of messages.
private struct ColumnScan {
    let pattern: CompiledPattern
    let bytes: UnsafeRawBufferPointer
    let ends: UnsafeBufferPointer<UInt32>
    let scratch: Scratch

    /// Candidates so close that the column is left for message by message, and for how many messages.
    private static let streak = 8
    private static let nearby = 4
    private static let direct = 256

    func start(_ message: Int) -> Int { message == 0 ? 0 : Int(ends[message - 1]) }

    /// Whether enough of what lies between the messages is wanted.
    func isWorthwhile(_ indices: [Int], _ span: Range<Int>) -> Bool {
        guard indices.count > 4 else { return false }
        let wanted = indices.reduce(0) { $0 + Int(ends[$1]) - start($1) }
        return wanted >= span.count / 8
    }

    private func matches(_ message: Int) -> Bool {
        pattern.matchesPrepared(UnsafeRawBufferPointer(rebasing: bytes[start(message)..<Int(ends[message])]), scratch)
    }

    func each(_ indices: [Int]) -> [Int] { indices.filter { matches($0) } }

    /// What is not UTF-8 by itself, the rest as a column.
    func mixed(_ indices: [Int], _ candidates: Database) -> [Int] {
        let invalid = indices.filter {
            !MessageRepair.isValid(UnsafeRawBufferPointer(rebasing: bytes[start($0)..<Int(ends[$0])]))
        }
        guard !invalid.isEmpty else { return column(indices, candidates) }
        let found = Set(invalid.filter { matches($0) })
        let apart = Set(invalid)
        let others = column(indices.filter { !apart.contains($0) }, candidates)
        return (others + found).sorted()
    }

    /// Searches end to end. Ends of matches come in order (there are no assertions in the candidates), so nothing
    /// before the first one matches; that message is looked at, and the search goes on behind it.
    func column(_ indices: [Int], _ candidates: Database) -> [Int] {
        guard let last = indices.last else { return [] }
        var result: [Int] = []
        var (next, close) = (0, 0)
        let end = Int(ends[last])
        while next < indices.count {
            let at = start(indices[next])
            let text = UnsafeRawBufferPointer(rebasing: bytes[at..<end])
            guard let hit = scratch.firstEnd(text, candidates) else { break }
            let before = next
            next = position(of: at + hit, in: indices, from: next)
            guard next < indices.count else { break }
            if start(indices[next]) < at + hit {
                if matches(indices[next]) { result.append(indices[next]) }
                next += 1
            }
            close = next - before <= Self.nearby ? close + 1 : 0
            guard close >= Self.streak else { continue }
            // Where nearly all match, the search would begin anew at each.
            close = Self.streak / 2
            let stop = min(indices.count, next + Self.direct)
            result += each(Array(indices[next..<stop]))
            next = stop
        }
        return result
    }

    /// The first of the messages that ends at or behind a place: it holds the byte before, or begins behind it.
    private func position(of place: Int, in indices: [Int], from first: Int) -> Int {
        var (low, step) = (first, 1)
        while low + step < indices.count, Int(ends[indices[low + step]]) < place {
            low += step
            step *= 2
        }
        var high = min(low + step, indices.count)
        while low < high {
            let middle = (low + high) / 2
            if Int(ends[indices[middle]]) >= place { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
