/// Which segments to merge next: one by itself, or small neighbours into one.
struct MergePlan: Hashable, Sendable {
    /// Bytes of the uncompressed sources of one merged segment, unless a single one is larger.
    var sourceBytes: UInt64
    /// What compression makes of ten bytes is about one; a merged segment counts as what it was.
    private static let ratio: UInt64 = 8

    /// A segment as the plan sees it, oldest first.
    struct Candidate: Hashable, Sendable {
        var bytes: UInt64
        var state: State

        enum State: Hashable, Sendable {
            /// Sealed and not merged: to be merged.
            case sealed
            case merged
            /// Active, or known to be damaged: never touched.
            case fixed
        }
    }

    /// The oldest sealed segment with as many neighbours as go with it; nil when all is merged.
    func next(_ candidates: [Candidate]) -> Range<Int>? {
        guard let first = candidates.firstIndex(where: { $0.state == .sealed }) else { return nil }
        var range = first..<first + 1
        var total = weight(candidates[first])
        while range.lowerBound > 0, fits(candidates[range.lowerBound - 1], total) {
            total += weight(candidates[range.lowerBound - 1])
            range = range.lowerBound - 1..<range.upperBound
        }
        while range.upperBound < candidates.count, fits(candidates[range.upperBound], total) {
            total += weight(candidates[range.upperBound])
            range = range.lowerBound..<range.upperBound + 1
        }
        return range
    }

    private func fits(_ candidate: Candidate, _ total: UInt64) -> Bool {
        candidate.state != .fixed && total + weight(candidate) <= sourceBytes
    }

    private func weight(_ candidate: Candidate) -> UInt64 {
        candidate.state == .merged ? candidate.bytes * Self.ratio : candidate.bytes
    }
}
