internal import HTTPTypes

/// The plain-text help, with examples that work as they stand for the host it was asked of.
struct HelpPage {
    let host: String
    /// The Unix socket that it was asked through.
    let socket: String?
    let version: String

    var answer: Answer { Answer(status: .ok, text: text) }

    private var text: String {
        let url = "http://\(host)"
        let curl = socket.map { "curl --unix-socket \($0)" } ?? "curl"
        return """
            logcast \(version): the logs of this host as streams that resume exactly

              \(curl) -N '\(url)/logs/cron?f'              follow a unit
              \(curl) '\(url)/logs?n=50&p=warning'         the last 50 of warning and worse
              \(curl) '\(url)/logs/ssh?since=-1h&o=json'   an hour, an object a line
              \(curl) -N '\(url)/logs?f&u=nginx*&o=sse'    server-sent events
              \(curl) '\(url)/status'                      the log, its inputs, its streams

            A stream that broke off goes on after its last ID:
              \(curl) -N -H 'Last-Event-ID: ID' '\(url)/logs?f&o=sse'

            Paths
              /logs             every event, in the order of IDs
              /logs/UNIT        one unit: UNIT or UNIT.service, or a glob
              /status           text, or JSON by Accept
              /healthz          ok while the log answers
              /readyz           ok while events come in
              /help             this

            Parameters of /logs
            \(parameters)
            """
    }

    private var parameters: String {
        let rows = Parameter.all.map { parameter in
            let names = parameter.short.map { "\(parameter.name) \($0)" } ?? parameter.name
            return (parameter.value.isEmpty ? names : "\(names)=\(parameter.value)", parameter.what)
        }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, what in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(what)\n"
        }.joined()
    }
}
