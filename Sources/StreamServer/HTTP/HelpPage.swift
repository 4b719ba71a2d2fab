internal import HTTPTypes

/// The plain-text help, with examples that work as they stand for the host it was asked of.
struct HelpPage {
    let url: String
    /// The Unix socket that it was asked through.
    let socket: String?
    let version: String

    /// The page, or the one about a topic.
    func answer(_ topic: String?) throws(Problem) -> Answer {
        guard let topic else { return Answer(status: .ok, text: text) }
        guard let text = HelpTopic(topic)?.text(curl: curl, url: url) else {
            let nearest = NearestName.of(topic, among: HelpTopic.names).map { ", did you mean \"\($0)\"?" }
            let hint = nearest ?? "; there are \(HelpTopic.names.joined(separator: " "))"
            throw Problem(status: 404, detail: "there is no help about \"\(topic.prefix(40))\"\(hint)")
        }
        return Answer(status: .ok, text: text)
    }

    private var curl: String { socket.map { "curl --unix-socket \($0)" } ?? "curl" }

    private var text: String {
        """
        logcast \(version): the logs of this host as streams that resume exactly

          \(curl) -N '\(url)/logs/cron?f'              follow a unit
          \(curl) '\(url)/logs?n=50&p=warning'         the last 50 of warning and worse
          \(curl) '\(url)/logs/ssh?since=-1h&o=json'   an hour, an object a line
          \(curl) '\(url)/logs?b=-1&p=err&n=all'       all errors of the boot before this one
          \(curl) -N '\(url)/logs?f&u=nginx*&o=sse'    server-sent events
          \(curl) -sfN '\(url)/logs/app?f&stop-on=ready&for=60s'   wait for a line
          \(curl) -G '\(url)/logs' --data-urlencode 'q=timeout unit:nginx* prio<=err'
          \(curl) '\(url)/status'                      the log, its inputs, its streams

        A stream that broke off goes on after its last ID:
          \(curl) -N -H 'Last-Event-ID: ID' '\(url)/logs?f&o=sse'

        Paths
        \(Self.table(RouteDescription.all.map { ($0.path, $0.what) }))
        Parameters of /logs (more about each: /help/NAME)
        \(Self.table(Parameter.rows(of: .logs) + [("FIELD=VALUE", "any field of the journal; the same field OR, others AND")]))
        Parameters of /e/ID
        \(Self.table(Parameter.rows(of: .event)))
        Parameters of /units, /boots, /facets and /hist: those of /logs that choose events, after, before, and of /hist
        \(Self.table(Parameter.counting.map { ($0.heading, $0.what) }))
        """
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, what in
            "  \(name)\(String(repeating: " ", count: width - name.count))  \(what)\n"
        }.joined()
    }
}

extension Parameter {
    /// The names and the meaning of what a path takes.
    fileprivate static func rows(of place: Place) -> [(String, String)] {
        all.filter { $0.places.contains(place) }.map { ($0.heading, $0.what) }
    }
}
