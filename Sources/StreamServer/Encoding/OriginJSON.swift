internal import LogModel

/// The parts of an event's JSON that its origin decides: where they stand among the pieces of a block.
struct OriginJSON {
    /// From the closing quote of the time through the units.
    let head: Range<Int>
    /// The identifier and the process, each with its leading comma.
    let identity: Range<Int>
    /// Whether `identity` holds a process.
    let hasProcess: Bool
    /// The trusted fields that are shown, each with its trailing comma.
    let fields: Range<Int>
    /// What the cursors of its entries have in common.
    let cursor: CursorPieces

    init(_ origin: Origin, _ wanted: WantedFields, _ out: inout ByteWriter) {
        head = out.piece { out in
            out.append("\"")
            Self.member(",\"host\":", origin.field("_HOSTNAME"), &out)
            if let subject = origin.subject {
                out.append(",\"unit\":")
                out.append(jsonString: subject)
            }
            Self.units(origin, &out)
        }
        let process = origin.field("_PID")?.value ?? []
        let isNumber = Self.isNumber(process)
        hasProcess = isNumber
        identity = out.piece { out in
            Self.member(",\"identifier\":", origin.field("SYSLOG_IDENTIFIER"), &out)
            guard isNumber else { return }
            out.append(",\"pid\":")
            process.withUnsafeBytes { out.append($0) }
        }
        fields = out.piece { Self.writeFields(of: origin, wanted, &$0) }
        cursor = CursorPieces(origin, &out)
    }

    /// Whether these digits are a JSON number as they stand.
    static func isNumber(_ digits: some Collection<UInt8>) -> Bool {
        (1...18).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
            && (digits.count == 1 || digits.first != 48)
    }

    private static func member(_ name: StaticString, _ field: Field?, _ out: inout ByteWriter) {
        guard let field else { return }
        out.append(name)
        field.value.withUnsafeBytes { out.append(jsonString: $0) }
    }

    private static func units(_ origin: Origin, _ out: inout ByteWriter) {
        guard origin.units.count > 1 else { return }
        out.append(",\"units\":[")
        for (index, unit) in origin.units.enumerated() {
            if index > 0 { out.append(",") }
            out.append(jsonString: unit)
        }
        out.append("]")
    }

    private static func writeFields(of origin: Origin, _ wanted: WantedFields, _ out: inout ByteWriter) {
        guard wanted.includesTrusted else { return }
        let fields = origin.fields
        for (index, field) in fields.enumerated() {
            guard wanted.shows(field), !fields[..<index].contains(where: { $0.hasName(of: field) }) else { continue }
            if !fields[(index + 1)...].contains(where: { $0.hasName(of: field) }) {
                field.bytes.withUnsafeBytes { bytes in
                    out.append(
                        field: UnsafeRawBufferPointer(rebasing: bytes[..<field.nameLength]),
                        value: UnsafeRawBufferPointer(rebasing: bytes[(field.nameLength + 1)...])
                    )
                }
                continue
            }
            var all: [UInt8] = []
            var ranges: [Range<Int>] = []
            for other in fields[index...] where other.hasName(of: field) {
                ranges.append(all.count..<all.count + other.value.count)
                all += other.value
            }
            field.bytes.withUnsafeBytes { bytes in
                let name = UnsafeRawBufferPointer(rebasing: bytes[..<field.nameLength])
                all.withUnsafeBytes { out.append(field: name, values: ranges, of: $0) }
            }
        }
    }
}

extension Origin {
    /// The first field of this name.
    func field(_ name: StaticString) -> Field? {
        let wanted = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        return fields.first { field in
            field.nameLength == wanted.count
                && field.bytes.withUnsafeBytes { $0.prefix(wanted.count).elementsEqual(wanted) }
        }
    }
}

extension Field {
    func hasName(of other: Field) -> Bool {
        nameLength == other.nameLength && bytes[..<nameLength] == other.bytes[..<nameLength]
    }
}
