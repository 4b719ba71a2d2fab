internal import EventStore
internal import HTTPTypes
internal import LogModel

/// `/metrics` in Prometheus' text format, version 0.0.4.
struct MetricsPage {
    private let context: ServerContext
    private let log: LogStatus
    private let inputs: [InputReport]
    private let isReady: Bool

    init(_ context: ServerContext) {
        self.context = context
        log = context.log.status
        inputs = context.configuration.inputs()
        isReady = Readiness(context).reasons.isEmpty
    }

    var answer: Answer {
        var out = MetricsWriter()
        writeAgent(&out)
        writeLog(&out)
        writeServer(&out)
        writeInputs(&out)
        return Answer(status: .ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: out.bytes)
    }

    private func writeAgent(_ out: inout MetricsWriter) {
        out.begin("logcast_info", .gauge, "The version that runs, and the random name of its event log.")
        out.sample(labels: [("version", context.configuration.version), ("log", context.log.logID)], 1)
        out.single("logcast_ready", .gauge, "1 while events come in, as /readyz says.", isReady ? 1 : 0)
        out.single("logcast_ingest_waiting", .gauge, "1 while inputs wait for the log.", log.waiting == nil ? 0 : 1)
    }

    private func writeLog(_ out: inout MetricsWriter) {
        out.single("logcast_log_oldest_id", .gauge, "The oldest event ID in the log.", log.oldest.rawValue)
        out.single("logcast_log_head_id", .gauge, "The next event ID to be given.", log.head.rawValue)
        out.single("logcast_log_bytes", .gauge, "Bytes of the event log on disk.", log.bytes)
        out.single("logcast_log_max_bytes", .gauge, "The bound on logcast_log_bytes.", log.maxBytes)
        out.single("logcast_log_segments", .gauge, "Segments of the event log.", UInt64(log.segments))
        out.single("logcast_log_free_bytes", .gauge, "Free bytes on the log's file system.", log.freeBytes)
        out.single("logcast_log_quarantined", .gauge, "Damaged parts kept aside.", UInt64(log.quarantined.count))
        out.single("logcast_commits_total", .counter, "Commits since the start.", log.commits)
        out.single("logcast_events_total", .counter, "Events committed since the start, gaps included.", log.events)
        out.single("logcast_gaps_total", .counter, "Gaps among them: losses upstream.", log.gaps)
        out.histogram("logcast_fdatasync_seconds", "How long fdatasync(2) of a commit took.", log.syncs)
        out.histogram(
            "logcast_publish_seconds",
            "From the reader of an input to those who may see the event, for the oldest event of each commit.",
            log.publishes
        )
    }

    private func writeServer(_ out: inout MetricsWriter) {
        let open = context.budget.open
        out.single("logcast_connections", .gauge, "Connections that are open.", UInt64(open.connections))
        out.single("logcast_http2_streams", .gauge, "HTTP/2 streams that are open.", UInt64(open.http2Streams))
        out.single("logcast_subscriptions", .gauge, "Follow streams that are open.", UInt64(open.follows))
        out.begin("logcast_refused_total", .counter, "What each limit has refused since the start.")
        for (limit, count) in context.budget.refused { out.sample(labels: [("limit", limit.rawValue)], count) }
        out.single("logcast_requests_total", .counter, "Requests since the start.", context.requestCount)
        out.begin("logcast_denied_total", .counter, "Requests that were denied since the start, by reason.")
        for (denial, count) in context.access.denials { out.sample(labels: [("reason", denial.name)], count) }
        out.begin("logcast_credentials", .gauge, "Tokens, sessions and certificates that are known.")
        for kind in [AccessEntry.Kind.token, .session, .certificate] {
            let count = context.access.store.snapshot.held.count { $0.entry.kind == kind }
            out.sample(labels: [("kind", kind.rawValue)], UInt64(count))
        }
        out.single("logcast_sent_bytes_total", .counter, "Bytes of answers' bodies since the start.", context.sentBytes)
    }

    private func writeInputs(_ out: inout MetricsWriter) {
        out.begin("logcast_input_events_total", .counter, "Events read from an input since the start.")
        for input in inputs { out.sample(labels: [("input", input.name)], input.events) }
        out.begin("logcast_input_lag_bytes", .gauge, "Bytes of an input that are there and not read yet.")
        for input in inputs { if let lag = input.lag { out.sample(labels: [("input", input.name)], lag) } }
        out.begin("logcast_input_failing", .gauge, "1 while an input cannot be read.")
        for input in inputs { out.sample(labels: [("input", input.name)], input.lastError == nil ? 0 : 1) }
    }
}
