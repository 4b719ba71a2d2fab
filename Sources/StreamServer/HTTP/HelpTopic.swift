/// A page of the help about one thing.
enum HelpTopic {
    case parameter(Parameter)
    case language
    case time

    /// What there is a page about.
    static let names = Parameter.all.map(\.name) + ["time"]
    /// All that leads to one.
    static let keys = names + Parameter.all.compactMap(\.short)

    /// Nil for what there is no page about; a parameter goes by its letter as well.
    init?(_ name: String) {
        if name == "q" {
            self = .language
        } else if name == "time" {
            self = .time
        } else if let parameter = Parameter.named(name) {
            self = .parameter(parameter)
        } else {
            return nil
        }
    }

    /// The page.
    func text(curl: String, url: String) -> String {
        switch self {
        case .parameter(let parameter): parameter.page(curl, url)
        case .language: Self.languagePage
        case .time: Self.timePage
        }
    }

    private static let timePage = """
        A time is one of

          -10m  -1h30m  2h ago         before now: us ms s m h d w
          now  today  yesterday  tomorrow
          yesterday 9:00               a day with a time
          14:05  14:05:30              of today
          2026-11-23  2026-11-23 14:05:30.5
          2026-11-23T14:05:30+01:00    RFC 3339, also with Z
          @1795482023.5                seconds since 1970

        Times without a zone are the host's, or of tz=ZONE. since and until include the moment they name.

        """

    private static let languagePage = """
        q=QUERY: all terms must hold

          timeout                  a word that the message holds
          "connection refused"     a phrase; \\" and \\\\ stand for themselves
          /50[0-9] .* GET/         a regular expression; \\/ is a slash
          -healthz                 not this; also -"…", -/…/, -unit:cron
          unit:nginx*              user-unit, identifier (id, t), host (H), boot (b), facility, uid, k
          prio<=err                that and more severe; also <, >=, >, =, and prio:warning..err
          since:-10m  until:"yesterday 9:00"
          _PID:12  MESSAGE_ID=…    any field of the journal

        The same field twice means either; different fields must all hold. Text is found in any case, unless it has a
        capital in it. Text with a colon goes in quotes: "http://x".

        """
}

extension Parameter {
    /// The names, and what stands after the `=`.
    var heading: String {
        let names = short.map { "\(name) \($0)" } ?? name
        return value.isEmpty ? names : "\(names)=\(value)"
    }

    fileprivate func page(_ curl: String, _ url: String) -> String {
        let path = places.contains(.logs) ? "/logs" : "/e/ID"
        let shown = examples.map { "  \(curl) -G '\(url)\(path)' --data-urlencode '\(name)=\($0)'\n" }.joined()
        let repeated = isRepeatable ? "May stand there more than once.\n" : ""
        return """
            \(heading)
              \(what)

            A value is \(schema.description).
            \(repeated)\(shown.isEmpty ? "" : "\n\(shown)")
            """
    }
}
