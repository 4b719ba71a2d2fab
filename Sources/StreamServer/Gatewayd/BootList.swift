internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/boots` as systemd 258's gatewayd sends it: a JSON text sequence, oldest boot first, the last under index 0.
struct BootList {
    private struct Boot {
        let id: String
        var first: Int64
        var last: Int64
    }

    private var boots: [Boot] = []

    /// Reads the log through its present end; blocks on the disk.
    init(_ log: EventLog) throws {
        var numbers: [String: Int] = [:]
        var found: [Boot] = []
        try EntryWalk(log: log, end: log.bounds.head).walk(after: .zero, .entries) { block, indices in
            let columns = block.columns
            var known: [Int?] = Array(repeating: nil, count: columns.origins.count)
            for index in indices {
                let origin = Int(columns.originIndexes[index])
                if known[origin] == nil, let id = columns.origins[origin].first("_BOOT_ID") {
                    known[origin] = numbers[id] ?? found.count
                    if numbers.updateValue(known[origin] ?? 0, forKey: id) == nil {
                        found.append(Boot(id: id, first: columns.times[index], last: columns.times[index]))
                    }
                }
                if let number = known[origin] { found[number].last = columns.times[index] }
            }
            return true
        }
        boots = found
    }

    var answer: Answer {
        var out = ByteWriter(capacity: boots.count * 160 + 64)
        for (index, boot) in boots.enumerated() {
            out.append(byte: 0x1e)
            out.append(utf8: "{\"index\":\(index - boots.count + 1),\"boot_id\":")
            out.append(jsonString: boot.id)
            out.append(utf8: ",\"first_entry\":\(boot.first),\"last_entry\":\(boot.last)}\n")
        }
        return Answer(status: .ok, contentType: EntryFormat.sequence.contentType, body: out.bytes)
    }
}
