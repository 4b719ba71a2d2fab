internal import LogModel

/// A selection of fields, ready to be asked for each field of each event.
struct WantedFields {
    /// Whether no field at all is shown.
    let isNone: Bool
    /// Whether fields of the origin may be shown.
    let includesTrusted: Bool
    let showsCursor: Bool
    let showsMonotonic: Bool
    /// Whether anything is shown that only the address of a journal entry tells.
    var showsAddress: Bool { showsCursor || showsMonotonic }
    /// Nil shows all.
    private let names: [[UInt8]]?

    init(_ selection: FieldSelection) {
        isNone = selection == .none
        switch selection {
        case .own, .none:
            (includesTrusted, showsCursor, showsMonotonic, names) = (false, false, false, nil)
        case .all:
            (includesTrusted, showsCursor, showsMonotonic, names) = (true, true, true, nil)
        case .named(let list):
            includesTrusted = true
            showsCursor = list.contains("__CURSOR")
            showsMonotonic = list.contains("__MONOTONIC_TIMESTAMP")
            names = list.map { Array($0.utf8) }
        }
    }

    /// Whether a field of an origin is shown; those that only the log itself uses are not.
    func shows(_ field: Field) -> Bool {
        field.bytes.withUnsafeBytes { bytes in
            !bytes.starts(with: "__".utf8) && isListed(UnsafeRawBufferPointer(rebasing: bytes[..<field.nameLength]))
        }
    }

    /// Whether an own field of this name is shown.
    func shows(own name: UnsafeRawBufferPointer) -> Bool {
        if name.count == 11, name.elementsEqual("LOGCAST_CUT".utf8) { return false }
        return isListed(name)
    }

    private func isListed(_ name: UnsafeRawBufferPointer) -> Bool {
        guard let names else { return true }
        return names.contains { name.elementsEqual($0) }
    }
}
