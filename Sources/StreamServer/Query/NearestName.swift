/// Which known name a mistyped one is nearest to.
enum NearestName {
    /// The nearest by insertions, removals, replacements and swaps of neighbours; nil when none is near.
    static func of(_ text: String, among names: some Sequence<String>) -> String? {
        let text = Array(text.lowercased().utf8.prefix(128))
        guard text.count >= 2 else { return nil }
        let bound = max(1, min(3, text.count / 3))
        var best: (name: String, distance: Int)?
        for name in names {
            let candidate = Array(name.lowercased().utf8)
            guard abs(candidate.count - text.count) <= bound else { continue }
            let distance = distance(text, candidate)
            if distance <= bound, distance < best?.distance ?? .max { best = (name, distance) }
        }
        return best?.name
    }

    /// The optimal string alignment distance.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (before, last) = ([Int](), Array(0...right.count))
        for row in 1...max(left.count, 1) where !left.isEmpty {
            var line = [row] + Array(repeating: 0, count: right.count)
            for column in 1...max(right.count, 1) where !right.isEmpty {
                let same = left[row - 1] == right[column - 1]
                line[column] = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    line[column] = min(line[column], before[column - 2] + 1)
                }
            }
            (before, last) = (last, line)
        }
        return last[right.count]
    }
}
