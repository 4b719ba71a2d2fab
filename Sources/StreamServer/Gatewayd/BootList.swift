internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/boots` as systemd 258's gatewayd sends it: a JSON text sequence, oldest boot first, the last under index 0.
struct BootList {
    private let boots: [FacetCounts.Value]

    /// Of the boots as they are counted among the entries, with the first and last entry of each.
    init(_ counts: FacetCounts) {
        boots = counts.values.sorted { ($0.first?.id ?? .zero) < ($1.first?.id ?? .zero) }
    }

    var answer: Answer {
        var out = ByteWriter(capacity: boots.count * 160 + 64)
        for (index, boot) in boots.enumerated() {
            let times = (boot.first?.time.microseconds ?? 0, boot.last?.time.microseconds ?? 0)
            out.append(byte: 0x1e)
            out.append(utf8: "{\"index\":\(index - boots.count + 1),\"boot_id\":")
            out.append(jsonString: boot.value)
            out.append(utf8: ",\"first_entry\":\(times.0),\"last_entry\":\(times.1)}\n")
        }
        return Answer(status: .ok, contentType: EntryFormat.sequence.contentType, body: out.bytes)
    }
}
