internal import LogModel
internal import SystemIO

/// Builds a batch from journal entries, field by field: trusted fields to the origin, the rest to the event.
///
/// Origins are known by the bytes of their fields: a checksum finds, a comparison decides. They are kept from batch
/// to batch, because making one costs as much as reading several entries.
struct JournalBatch: ~Copyable {
    private(set) var columns = EventColumns()
    private let coredumpUID: String?
    private let sequenceID: String
    private let threshold: Int

    private var trusted = ByteWriter(capacity: 2048)
    private var own = ByteWriter(capacity: 4096)
    private var message = ByteWriter(capacity: 4096)
    /// Own fields that units are derived from, in the form of `trusted`: part of an origin's key.
    private var claims = ByteWriter(capacity: 256)
    private var hasMessage = false
    private var priority: Priority?
    private var cutLength = 0

    private var origins: [UInt64: Known] = [:]
    private var generation: UInt64 = 0

    /// Origins kept from batch to batch; beyond, all are forgotten and made anew.
    private static let originLimit = 4096

    private struct Known {
        let key: [UInt8]
        let origin: Origin
        var generation: UInt64
        var index: UInt32
    }

    init(sequenceID: String, coredumpUID: String?, threshold: Int) {
        (self.sequenceID, self.coredumpUID, self.threshold) = (sequenceID, coredumpUID, threshold)
    }

    /// Takes what was built, and begins the next batch.
    mutating func take() -> EventColumns {
        defer {
            let (events, bytes) = (columns.count, columns.contentBytes)
            columns = EventColumns()
            // A backlog fills one batch like the other: growing step by step would copy each several times.
            if events >= 1024 { columns.reserve(events: events, bytes: bytes) }
            generation += 1
            if origins.count > Self.originLimit { origins = [:] }
        }
        return columns
    }

    /// Appends the entry that the handle stands at.
    mutating func append(_ entry: JournalHandle, _ numbers: JournalCursor.Numbers) throws(JournalHandle.Failure) {
        begin()
        try entry.forEachField { take($0) }
        end(realtime: numbers.realtime, address: numbers.address)
    }

    /// Begins an entry. One that was begun and not ended has not been.
    @inline(__always)
    mutating func begin() {
        trusted.truncate(to: 0)
        own.truncate(to: 0)
        message.truncate(to: 0)
        claims.truncate(to: 0)
        (hasMessage, priority, cutLength) = (false, nil, 0)
    }

    /// Appends the entry whose fields were taken since `begin`.
    mutating func end(realtime: UInt64, address: JournalAddress) {
        if cutLength > 0 { appendCutMark() }
        let origin = originIndex()
        let kind = EventColumns.Kind(priority: priority)
        let time = Timestamp(microseconds: Int64(clamping: realtime))
        let hasMessage = hasMessage
        own.withBytes { own in
            message.withBytes { message in
                columns.append(
                    time: time,
                    origin: origin,
                    kind: kind,
                    message: hasMessage ? message : nil,
                    ownFields: own,
                    address: address
                )
            }
        }
    }

    /// Appends a loss.
    mutating func append(gap: Gap, time: Timestamp) {
        trusted.truncate(to: 0)
        claims.truncate(to: 0)
        columns.append(gap: gap, time: time, origin: originIndex())
    }

    /// Takes a field of the entry.
    @inline(__always)
    mutating func take(_ field: UnsafeRawBufferPointer) {
        if field.count >= threshold { cutLength = max(cutLength, field.count) }
        let first = field.isEmpty ? 0 : field[0]
        if first == UInt8(ascii: "_") {
            takeTrusted(field)
        } else if first == UInt8(ascii: "M"), !hasMessage, field.hasPrefix("MESSAGE=") {
            hasMessage = true
            message.append(UnsafeRawBufferPointer(rebasing: field[8...]))
        } else if first == UInt8(ascii: "P"), priority == nil, field.count == 10, field.hasPrefix("PRIORITY=") {
            priority = Priority(rawValue: field[9] &- 48)
            if priority == nil { own.append(field: field) }
        } else if first == UInt8(ascii: "S"), field.hasPrefix("SYSLOG_IDENTIFIER=") {
            trusted.append(field: field)
        } else {
            own.append(field: field)
            if Self.mayClaim(first), Self.isClaim(field) { claims.append(field: field) }
        }
    }

    @inline(__always)
    private mutating func takeTrusted(_ field: UnsafeRawBufferPointer) {
        // These differ from line to line: they would make every line an origin.
        let second = field.count > 1 ? field[1] : 0
        let isOfLine =
            second == UInt8(ascii: "S") && field.hasPrefix("_SOURCE_")
            || second == UInt8(ascii: "L") && field.hasPrefix("_LINE_BREAK=")
            || second == UInt8(ascii: "A") && field.hasPrefix("_AUDIT_ID=")
        if isOfLine { own.append(field: field) } else { trusted.append(field: field) }
    }

    @inline(__always)
    private static func mayClaim(_ first: UInt8) -> Bool {
        first == UInt8(ascii: "U") || first == UInt8(ascii: "O") || first == UInt8(ascii: "C")
            || first == UInt8(ascii: "M")
    }

    private static func isClaim(_ field: UnsafeRawBufferPointer) -> Bool {
        field.hasPrefix("UNIT=") || field.hasPrefix("USER_UNIT=") || field.hasPrefix("OBJECT_SYSTEMD_UNIT=")
            || field.hasPrefix("OBJECT_SYSTEMD_USER_UNIT=") || field.hasPrefix("COREDUMP_UNIT=")
            || field.hasPrefix("COREDUMP_USER_UNIT=")
            || field.hasPrefix("MESSAGE_ID=fc2e22bc6ee647b6b90729ab34a250b1")
    }

    private mutating func appendCutMark() {
        own.append(varint: UInt64("LOGCAST_CUT=\(cutLength)".utf8.count))
        own.append(utf8: "LOGCAST_CUT=\(cutLength)")
    }

    /// The index in this batch's dictionary of the origin whose fields were taken.
    private mutating func originIndex() -> UInt32 {
        let hash = trusted.withBytes { trusted in
            let low = Checksum.crc32c(trusted)
            return claims.withBytes { UInt64(low) << 32 | UInt64(Checksum.crc32c($0, seed: ~low)) }
        }
        if var known = origins[hash], matches(known.key) {
            if known.generation != generation {
                known.index = columns.addOrigin(known.origin)
                known.generation = generation
                origins[hash] = known
            }
            return known.index
        }
        let origin = makeOrigin()
        let index = columns.addOrigin(origin)
        origins[hash] = Known(key: trusted.bytes + claims.bytes, origin: origin, generation: generation, index: index)
        return index
    }

    private func matches(_ key: [UInt8]) -> Bool {
        let length = trusted.count
        guard key.count == length + claims.count else { return false }
        return key.withUnsafeBytes { key in
            trusted.withBytes { ByteSearch.areEqual(UnsafeRawBufferPointer(rebasing: key[..<length]), $0) }
                && claims.withBytes { ByteSearch.areEqual(UnsafeRawBufferPointer(rebasing: key[length...]), $0) }
        }
    }

    private func makeOrigin() -> Origin {
        let fields = trusted.fields
        let units = JournalUnits(fields + claims.fields, coredumpUID: coredumpUID)
        return Origin(
            input: "journal",
            fields: fields + [Field("__SEQNUM_ID", sequenceID)],
            units: units.units,
            userUnits: units.userUnits,
            subject: units.subject
        )
    }
}

extension ByteWriter {
    /// Appends a field in the form of own fields: length, then `NAME=value`.
    @inline(__always)
    fileprivate mutating func append(field: UnsafeRawBufferPointer) {
        reserve(field.count + 10)
        append(varint: UInt64(field.count))
        append(field)
    }

    /// The fields that were appended so.
    fileprivate var fields: [Field] {
        withBytes { bytes in
            var result: [Field] = []
            var at = 0
            while at < bytes.count {
                var (length, shift) = (0, 0)
                while bytes[at] >= 0x80 {
                    length |= Int(bytes[at] & 0x7f) << shift
                    (at, shift) = (at + 1, shift + 7)
                }
                length |= Int(bytes[at]) << shift
                at += 1
                if let field = Field(bytes: Array(bytes[at..<at + length])) { result.append(field) }
                at += length
            }
            return result
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether the bytes begin with a literal.
    @inline(__always)
    fileprivate func hasPrefix(_ text: StaticString) -> Bool {
        guard count >= text.utf8CodeUnitCount else { return false }
        for index in 0..<text.utf8CodeUnitCount where self[index] != text.utf8Start[index] { return false }
        return true
    }
}
