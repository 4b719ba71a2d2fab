internal import EventStore
internal import LogModel

/// Writes metrics as Prometheus reads them: for each its help and its type, then its samples.
struct MetricsWriter: ~Copyable {
    private var out = ByteWriter(capacity: 8192)
    private var name: StaticString = ""

    /// What a metric counts.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    var bytes: [UInt8] { out.bytes }

    /// Begins a metric; a name tells its unit, and ends in `_total` for a counter.
    mutating func begin(_ name: StaticString, _ kind: Kind, _ help: StaticString) {
        self.name = name
        out.append("# HELP ")
        out.append(name)
        out.append(" ")
        out.append(help)
        out.append("\n# TYPE ")
        out.append(name)
        out.append(utf8: " \(kind.rawValue)\n")
    }

    /// A metric of one sample without labels.
    mutating func single(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ value: UInt64) {
        begin(name, kind, help)
        sample(labels: [], value)
    }

    /// A sample of the present metric.
    mutating func sample(labels: [(StaticString, String)], _ value: UInt64) {
        out.append(name)
        if !labels.isEmpty {
            for (index, label) in labels.enumerated() {
                out.append(index == 0 ? "{" : ",")
                out.append(label.0)
                out.append("=\"")
                append(escaped: label.1)
                out.append("\"")
            }
            out.append("}")
        }
        out.append(" ")
        out.append(decimal: value)
        out.append("\n")
    }

    /// A histogram of durations.
    mutating func histogram(_ name: StaticString, _ help: StaticString, _ counts: LatencyHistogram.Snapshot) {
        begin(name, .histogram, help)
        var total: UInt64 = 0
        for (bound, count) in zip(LatencyHistogram.bounds, counts.buckets) {
            total += count
            out.append(name)
            out.append("_bucket{le=\"")
            append(seconds: UInt64(bound))
            out.append(utf8: "\"} \(total)\n")
        }
        out.append(name)
        out.append(utf8: "_bucket{le=\"+Inf\"} \(counts.count)\n")
        out.append(name)
        out.append("_sum ")
        append(seconds: counts.sum)
        out.append("\n")
        out.append(name)
        out.append(utf8: "_count \(counts.count)\n")
    }

    /// µs as seconds without zeros at the end.
    private mutating func append(seconds microseconds: UInt64) {
        out.append(decimal: microseconds / 1_000_000)
        var (rest, width) = (microseconds % 1_000_000, 6)
        if rest == 0 { return }
        while rest % 10 == 0 { (rest, width) = (rest / 10, width - 1) }
        out.append(".")
        out.append(padded: Int(rest), width)
    }

    /// A label's value: backslash, quote and line end escaped; a name of a file may hold any.
    private mutating func append(escaped text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): out.append("\\\\")
            case UInt8(ascii: "\""): out.append("\\\"")
            case 0x0a: out.append("\\n")
            default: out.append(byte: byte)
            }
        }
    }
}
