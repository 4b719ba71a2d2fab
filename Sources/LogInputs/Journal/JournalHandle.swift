internal import CSystemd
internal import LogModel

/// libsystemd's view of one source's files. Not thread-safe: it lives and dies on the reader's thread.
///
/// `next` is called in one place alone (`JournalSource`), so that no entry is passed over between two callers.
final class JournalHandle {
    private let journal: OpaquePointer
    /// Readable when `process` has something to do.
    let fd: Int32

    /// A call of libsystemd failed.
    struct Failure: Error, CustomStringConvertible {
        let call: String
        let code: Int32

        var description: String { "\(call): \(String(cString: strerror(-code)))" }
    }

    /// What happened to the files since the last call.
    enum Change {
        case none, appended, invalidated
    }

    /// Opens files. `threshold` is the length beyond which a field is cut, in bytes.
    init(files: [String], threshold: Int) throws(Failure) {
        var handle: OpaquePointer?
        var paths: [UnsafePointer<CChar>?] = files.map { UnsafePointer(strdup($0)) }
        paths.append(nil)
        defer { for path in paths { csystemd_free(path) } }
        let code = sd_journal_open_files(&handle, &paths, 0)
        guard code >= 0, let handle else { throw Failure(call: "sd_journal_open_files", code: code) }
        journal = handle
        // Taken at once: from here on deleted files are noticed, and let go.
        let descriptor = sd_journal_get_fd(handle)
        guard descriptor >= 0 else {
            sd_journal_close(handle)
            throw Failure(call: "sd_journal_get_fd", code: descriptor)
        }
        fd = descriptor
        sd_journal_set_data_threshold(handle, threshold)
        // The first wait on a handle always says "invalidated".
        sd_journal_wait(handle, 0)
    }

    deinit { sd_journal_close(journal) }

    /// Takes note of what changed in the directories.
    func process() -> Change {
        let code = sd_journal_process(journal)
        return code == SD_JOURNAL_INVALIDATE || code < 0 ? .invalidated : code == SD_JOURNAL_APPEND ? .appended : .none
    }

    func seekHead() throws(Failure) {
        try check("sd_journal_seek_head", sd_journal_seek_head(journal))
    }

    func seek(since time: Timestamp) throws(Failure) {
        try check(
            "sd_journal_seek_realtime_usec",
            sd_journal_seek_realtime_usec(journal, UInt64(max(0, time.microseconds)))
        )
    }

    func seek(monotonic: UInt64, boot: String) throws(Failure) {
        var id = sd_id128_t()
        try check("sd_id128_from_string", sd_id128_from_string(boot, &id))
        try check("sd_journal_seek_monotonic_usec", sd_journal_seek_monotonic_usec(journal, id, monotonic))
    }

    func seek(cursor: String) throws(Failure) {
        try check("sd_journal_seek_cursor", sd_journal_seek_cursor(journal, cursor))
    }

    /// Whether the present entry is the one of the cursor.
    func isAt(cursor: String) -> Bool { sd_journal_test_cursor(journal, cursor) > 0 }

    /// Moves to the next entry; false at the end.
    @inline(__always)
    func next() throws(Failure) -> Bool {
        try check("sd_journal_next", sd_journal_next(journal)) > 0
    }

    /// The address of the present entry.
    @inline(__always)
    func withCursor<Result>(_ body: (UnsafeRawBufferPointer) -> Result) throws(Failure) -> Result {
        var text: UnsafeMutablePointer<CChar>?
        try check("sd_journal_get_cursor", sd_journal_get_cursor(journal, &text))
        defer { csystemd_free(text) }
        return body(UnsafeRawBufferPointer(start: text, count: text.map { strlen($0) } ?? 0))
    }

    /// Each field of the present entry as `NAME=value`; valid only during the call. All fields, always: enumerating is
    /// cheaper than asking for five by name (measured).
    @inline(__always)
    func forEachField(_ body: (UnsafeRawBufferPointer) -> Void) throws(Failure) {
        sd_journal_restart_data(journal)
        var data: UnsafeRawPointer?
        var length = 0
        while try check("sd_journal_enumerate_data", sd_journal_enumerate_available_data(journal, &data, &length)) > 0 {
            body(UnsafeRawBufferPointer(start: data, count: length))
        }
    }

    @discardableResult
    @inline(__always)
    private func check(_ call: StaticString, _ code: Int32) throws(Failure) -> Int32 {
        if code < 0 { throw Failure(call: "\(call)", code: code) }
        return code
    }
}
