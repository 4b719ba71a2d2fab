internal import EventStore
internal import LogModel

/// Writes the lists: one JSON object each.
struct ListBody: ~Copyable {
    private var out = ByteWriter(capacity: 16 * 1024)
    private var times = TimeText()

    /// `{"since":…,"until":…,"width":µs,"total":N,"buckets":[{"time":…,"count":N,"priorities":[…]},…]}`, where
    /// `priorities` has the counts of 0 to 7 and of those without one.
    consuming func histogram(_ histogram: Histogram) -> [UInt8] {
        out.append("{\"since\":")
        write(histogram.start)
        out.append(",\"until\":")
        write(histogram.time(of: histogram.buckets.count))
        out.append(",\"width\":")
        out.append(decimal: histogram.width)
        out.append(",\"total\":")
        out.append(decimal: histogram.total)
        out.append(",\"buckets\":[")
        for (index, bucket) in histogram.buckets.enumerated() {
            if index > 0 { out.append(",") }
            out.append("{\"time\":")
            write(histogram.time(of: index))
            out.append(",\"count\":")
            out.append(decimal: bucket.reduce(0, +))
            out.append(",\"priorities\":[")
            for (kind, count) in bucket.enumerated() {
                if kind > 0 { out.append(",") }
                out.append(decimal: count)
            }
            out.append("]}")
        }
        out.append("]}\n")
        return out.bytes
    }

    /// `{"facets":{"unit":{"distinct":N,"cut":false,"values":[{"value":…,"count":N},…]},…}}`.
    consuming func facets(_ counts: [Facet: FacetCounts]) -> [UInt8] {
        out.append("{\"facets\":{")
        var isFirst = true
        for facet in Facet.allCases {
            guard let counts = counts[facet] else { continue }
            if !isFirst { out.append(",") }
            isFirst = false
            out.append(jsonString: facet.rawValue)
            out.append(":{")
            write(counts, name: "value", list: "values")
            out.append("}")
        }
        out.append("}}\n")
        return out.bytes
    }

    /// `{"distinct":N,"cut":false,"units":[{"unit":…,"count":N,"first":{"id":…,"time":…},"last":{…}},…]}`.
    consuming func list(_ counts: FacetCounts, of facet: Facet) -> [UInt8] {
        out.append("{")
        write(counts, name: facet.rawValue, list: "\(facet.rawValue)s")
        out.append("}\n")
        return out.bytes
    }

    private mutating func write(_ counts: FacetCounts, name: String, list: String) {
        out.append("\"distinct\":")
        out.append(decimal: UInt64(counts.distinct))
        out.append(counts.isCut ? ",\"cut\":true," : ",\"cut\":false,")
        out.append(jsonString: list)
        out.append(":[")
        for (index, value) in counts.values.enumerated() {
            if index > 0 { out.append(",") }
            out.append("{")
            out.append(jsonString: name)
            out.append(":")
            out.append(jsonString: value.value)
            out.append(",\"count\":")
            out.append(decimal: value.count)
            write(",\"first\":", value.first)
            write(",\"last\":", value.last)
            out.append("}")
        }
        out.append("]")
    }

    private mutating func write(_ name: StaticString, _ edge: FacetCounts.Edge?) {
        guard let edge else { return }
        out.append(name)
        out.append("{\"id\":")
        out.append(decimal: edge.id.rawValue)
        out.append(",\"time\":")
        write(edge.time)
        out.append("}")
    }

    private mutating func write(_ time: Timestamp) {
        out.append("\"")
        times.writeUTC(time.microseconds, into: &out)
        out.append("\"")
    }
}
