internal import CVectorscan

/// Expressions compiled together, numbered in their order.
///
/// Sendable: a database is immutable once compiled, and any number of threads may scan with it at once ("Hyperscan
/// Developer's Reference", Runtime: Scratch Space); the pointer is set once.
final class Database: @unchecked Sendable {
    let pointer: OpaquePointer
    /// The memory it takes.
    let byteCount: Int

    /// What a match is reported for.
    enum Reports {
        /// A text that matches, once: also the empty one.
        case texts
        /// Each place where a match ends.
        case ends
    }

    init(_ expressions: [String], reports: Reports) throws(PatternError) {
        let flags = reports == .texts ? HS_FLAG_SINGLEMATCH | HS_FLAG_ALLOWEMPTY : 0
        var (database, failure): (OpaquePointer?, UnsafeMutablePointer<hs_compile_error_t>?) = (nil, nil)
        let texts = expressions.map { ContiguousArray($0.utf8CString) }
        let result = Self.withPointers(texts) { pointers in
            hs_compile_multi(
                pointers,
                [UInt32](repeating: UInt32(flags), count: texts.count),
                (0..<UInt32(texts.count)).map { $0 },
                UInt32(texts.count),
                UInt32(HS_MODE_BLOCK),
                nil,
                &database,
                &failure
            )
        }
        guard result == HS_SUCCESS, let database else { throw Self.error(failure) }
        pointer = database
        var size = 0
        hs_database_size(database, &size)
        byteCount = size
    }

    deinit {
        hs_free_database(pointer)
    }

    private static func error(_ failure: UnsafeMutablePointer<hs_compile_error_t>?) -> PatternError {
        defer { hs_free_compile_error(failure) }
        let reason = failure?.pointee.message.map { String(cString: $0) } ?? "out of memory"
        if reason.contains("never match") {
            return PatternError("no message can ever match this pattern; look for a `^` or `$` amid text")
        }
        if reason.contains("anchors") {
            return PatternError("a `^` behind text, or a `$` before text, is not supported; leave it out")
        }
        return PatternError("the pattern is too much for a search in linear time (\(reason)); simplify it")
    }

    /// Has the texts stay where they are while their pointers are in use.
    private static func withPointers<Result>(
        _ texts: [ContiguousArray<CChar>],
        _ body: ([UnsafePointer<CChar>?]) -> Result
    ) -> Result {
        var storage = ContiguousArray<CChar>()
        let starts = texts.map { text in
            defer { storage += text }
            return storage.count
        }
        return storage.withUnsafeBufferPointer { bytes in
            body(starts.map { bytes.baseAddress?.advanced(by: $0) })
        }
    }
}
