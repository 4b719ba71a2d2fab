internal import CVectorscan

/// The memory a scan works in: for any pattern, but for one scan at a time.
///
/// Sendable: it is handed from thread to thread, never shared. Who takes one from where they are kept has it alone until
/// it is put back (`ScratchPool`), and Vectorscan refuses a scan with one that is in use.
public final class Scratch: @unchecked Sendable {
    private var pointer: OpaquePointer?

    /// Takes no memory before its first use.
    public init() {}

    deinit {
        hs_free_scratch(pointer)
    }

    /// Makes it fit the database; without effect where it does.
    func prepare(for database: Database) {
        let result = hs_alloc_scratch(database.pointer, &pointer)
        precondition(result == HS_SUCCESS, "no memory for a search: \(result)")
    }

    /// Scans a text until the callback returns other than 0. The scratch fits the database.
    @inline(__always)
    func scan(
        _ text: UnsafeRawBufferPointer,
        _ database: Database,
        _ context: UnsafeMutableRawPointer,
        _ onMatch: match_event_handler
    ) {
        // Without bytes there is no address, which Vectorscan insists on.
        let none: StaticString = ""
        let bytes = text.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        let start = bytes ?? UnsafeRawPointer(none.utf8Start).assumingMemoryBound(to: CChar.self)
        let result = hs_scan(database.pointer, start, UInt32(text.count), 0, pointer, onMatch, context)
        precondition(
            result == HS_SUCCESS || result == HS_SCAN_TERMINATED,
            "BUG: a search failed with \(result)"
        )
    }

    /// Whether the only pattern of the database, which reports texts, matches.
    @inline(__always)
    func matches(_ text: UnsafeRawBufferPointer, _ database: Database) -> Bool {
        var isFound = false
        scan(text, database, &isFound) { _, _, _, _, context in
            context?.assumingMemoryBound(to: Bool.self).pointee = true
            return 1
        }
        return isFound
    }

    /// Where the first match ends, of a database that reports ends.
    @inline(__always)
    func firstEnd(_ text: UnsafeRawBufferPointer, _ database: Database) -> Int? {
        var end = -1
        scan(text, database, &end) { _, _, end, _, context in
            context?.assumingMemoryBound(to: Int.self).pointee = Int(end)
            return 1
        }
        return end < 0 ? nil : end
    }
}
