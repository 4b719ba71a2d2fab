internal import HTTPTypes
internal import LogModel

/// `/readyz`: whether events come in, and if not, why.
struct Readiness {
    /// Why they do not, a sentence each; none when they do.
    let reasons: [String]
    /// The same without anything about the host: for who has no access.
    private(set) var codes: [String] = []

    init(_ context: ServerContext) {
        var reasons: [String] = []
        if let reason = context.configuration.readiness() {
            reasons.append(reason)
            codes.append("log-waiting")
        }
        let inputs = context.configuration.inputs()
        // One file that cannot be read is told in `/status`, and is no reason to take the agent out of service.
        if !inputs.isEmpty, inputs.allSatisfy({ $0.lastError != nil }) {
            codes.append("inputs-failing")
            reasons += inputs.prefix(Limits.shownInputs).map { "input \($0.name): \($0.lastError ?? "")" }
            if inputs.count > Limits.shownInputs {
                reasons.append("and \(inputs.count - Limits.shownInputs) more inputs")
            }
        }
        if context.isStopping {
            reasons.append("the agent is stopping")
            codes.append("stopping")
        }
        self.reasons = reasons
    }

    /// `ok`, or the reasons with status 503; a word for each to who may not see all of the host.
    func answer(isWhole: Bool) -> Answer {
        let reasons = isWhole ? reasons : codes
        guard !reasons.isEmpty else { return Answer(status: .ok, text: "ok\n") }
        var out = ByteWriter(capacity: 256)
        for reason in reasons { Array(reason.utf8).withUnsafeBytes { out.append(lines: $0, indent: 2, tab: " ") } }
        return Answer(status: .serviceUnavailable, contentType: OutputFormat.short.contentType, body: out.bytes)
    }
}
