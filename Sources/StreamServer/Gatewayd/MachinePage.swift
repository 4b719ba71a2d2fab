internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/machine`: the host, and what the log holds of its journal.
struct MachinePage {
    private let host: MachineReport
    private let bytes: UInt64
    private let times: ClosedRange<Int64>

    /// Looks at the oldest and the newest entry; blocks on the disk.
    init(_ host: MachineReport, _ log: EventLog) throws {
        self.host = host
        bytes = log.status.bytes
        let filter = EventFilter.entries
        let head = log.bounds.head
        let walk = EntryWalk(log: log, end: head)
        var (first, last) = (Int64(0), Int64(0))
        try walk.walk(after: .zero, filter) { block, indices in
            first = indices.first.map { block.columns.times[$0] } ?? 0
            return false
        }
        let newest = try log.position(beforeLast: 1, filter: filter, end: head)
        try walk.walk(after: newest, filter) { block, indices in
            last = indices.first.map { block.columns.times[$0] } ?? 0
            return false
        }
        times = min(first, last)...max(first, last)
    }

    /// As gatewayd writes it, spaces included.
    var answer: Answer {
        var out = ByteWriter(capacity: 512)
        out.append("{ \"machine_id\" : ")
        out.append(jsonString: host.machine)
        out.append(",\"boot_id\" : ")
        out.append(jsonString: host.boot)
        out.append(",\"hostname\" : ")
        out.append(jsonString: host.name)
        out.append(",\"os_pretty_name\" : ")
        out.append(jsonString: host.system)
        out.append(",\"virtualization\" : ")
        out.append(jsonString: host.virtualization)
        out.append(utf8: ",\"usage\" : \"\(bytes)\",\"cutoff_from_realtime\" : \"\(times.lowerBound)\"")
        out.append(utf8: ",\"cutoff_to_realtime\" : \"\(times.upperBound)\" }\n")
        return Answer(status: .ok, contentType: "application/json", body: out.bytes)
    }
}
