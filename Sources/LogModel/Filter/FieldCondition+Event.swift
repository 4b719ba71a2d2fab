extension FieldCondition {
    /// The parts of one event that conditions on its own fields look at; the memory is the columns'.
    struct OwnParts {
        let kind: EventColumns.Kind
        let message: UnsafeRawBufferPointer
        let fields: UnsafeRawBufferPointer
    }

    /// Whether an event passes by what is its own.
    func matches(_ parts: OwnParts) -> Bool {
        var verdict = Verdict(self)
        switch home {
        case .origin, .own: break
        case .message:
            if parts.kind.hasMessage { verdict.take(parts.message, self) }
        case .priority:
            if let priority = parts.kind.priority {
                withUnsafeBytes(of: 48 + priority.rawValue) { verdict.take($0, self) }
            }
        }
        takeOwnFields(parts.fields, &verdict)
        return verdict.passes
    }

    /// Walks the fields in the form that `EventColumns` describes; what is not in that form ends them.
    private func takeOwnFields(_ bytes: UnsafeRawBufferPointer, _ verdict: inout Verdict) {
        var index = 0
        while index < bytes.count {
            var (length, shift) = (0, 0)
            while index < bytes.count {
                let byte = bytes[index]
                index += 1
                length |= Int(byte & 0x7f) << shift
                shift += 7
                if byte < 0x80 || shift > 35 { break }
            }
            guard length > 0, length <= bytes.count - index else { return }
            if length >= lead.count, bytes[index] == lead[0], isLed(bytes, index) {
                verdict.take(UnsafeRawBufferPointer(rebasing: bytes[index + lead.count..<index + length]), self)
            }
            index += length
        }
    }

    @inline(__always)
    private func isLed(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        UnsafeRawBufferPointer(rebasing: bytes[start..<start + lead.count]).elementsEqual(lead)
    }
}
