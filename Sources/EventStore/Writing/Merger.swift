internal import LogModel
internal import Logging
internal import SystemIO

/// The loop of the merging thread: wait → plan → merge, one merge at a time, behind everybody else.
///
/// It runs at a low priority, lets history reads go first, and reads at a bounded rate while somebody follows: the
/// disk that it keeps busy is the one that commits wait for.
struct Merger {
    private let log: EventLog
    private let directory: LogDirectory
    private let plan: MergePlan
    /// Segments that cannot be merged, by their serial numbers: damaged ones.
    private var fixed: Set<UInt64> = []

    /// How long to wait after the disk failed or was full.
    private static let retryInterval = Duration.seconds(60)
    /// How long to stand back for history reads, before one block is merged all the same.
    private static let courtesy = Duration.milliseconds(20)

    private struct Closing: Error {}

    init(log: EventLog, directory: LogDirectory, sourceBytes: UInt64) {
        (self.log, self.directory) = (log, directory)
        plan = MergePlan(sourceBytes: sourceBytes)
    }

    /// Runs until the log closes.
    mutating func run() {
        while !log.isClosing {
            let entries = log.state.entries
            guard let range = plan.next(entries.map { candidate($0) }) else {
                log.mergeWork.wait(timeout: nil)
                continue
            }
            do {
                try merge(Array(entries[range]))
            } catch let damage as Segment.Damaged {
                log.state.addQuarantined("\(damage.path): damaged block at \(damage.offset)")
                fixed.formUnion(entries[range].filter { $0.segment.path == damage.path }.map(\.segment.serial))
            } catch is Closing {
                return
            } catch {
                log.logger.warning("segments are not merged now: \(error)")
                log.mergeWork.wait(timeout: Self.retryInterval)
            }
        }
    }

    private func candidate(_ entry: SegmentEntry) -> MergePlan.Candidate {
        let isFixed = !entry.isMergeable || fixed.contains(entry.segment.serial)
        return .init(bytes: entry.bytes, state: isFixed ? .fixed : entry.isMerged ? .merged : .sealed)
    }

    private func merge(_ sources: [SegmentEntry]) throws {
        var merge = try SegmentMerge(sources, in: directory, options: log.options.merge, salt: log.options.random())
        do {
            var paced = 0
            while try merge.step() {
                guard merge.bytesRead - paced >= 1 << 18 else { continue }
                try pace(merge.bytesRead - paced)
                paced = merge.bytesRead
            }
            _ = try merge.publish(try merge.seal(), in: log.state)
        } catch {
            // A file that stays is removed at the next start.
            try? merge.discard()
            throw error
        }
    }

    /// Waits for as long as so many bytes should have taken. Throws when the log closes.
    private func pace(_ bytes: Int) throws(Closing) {
        if log.isHistoryBusy { log.mergeWork.wait(timeout: Self.courtesy) }
        if log.isFollowed {
            let nanoseconds = Int64(bytes) * 1_000_000_000 / Int64(log.options.merge.followedBytesPerSecond)
            log.mergeWork.wait(timeout: .nanoseconds(nanoseconds))
        }
        if log.isClosing { throw Closing() }
    }
}
