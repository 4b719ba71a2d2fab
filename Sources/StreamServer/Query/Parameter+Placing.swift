internal import LogModel

extension Parameter {
    /// Where an answer begins, and where it ends.
    static let placing: [Parameter] = [
        Parameter("follow", "f", "", "keep open and send what comes", .boolean) { given, query throws(Problem) in
            query.follow = try given.boolean
        },
        Parameter(
            "lines",
            "n",
            "N",
            "the last N, or all (default 100; 10 with follow; all with since or after; 0 with stop-on)",
            .lines,
            examples: ["50", "all", "0"]
        ) { given, query throws(Problem) in
            query.lines = given.text == "all" ? .all : .last(try given.count(expected: "a number or all"))
        },
        Parameter("max", nil, "N", "the first N, then end", .number(0...Limits.lines), examples: ["10"]) {
            given,
            query throws(Problem) in
            query.max = try given.count(expected: "a number")
        },
        Parameter(
            "since",
            "S",
            "TIME",
            "from then on: -10m, yesterday 9:00, 14:05, RFC 3339",
            .text(.time, 64),
            examples: ["-10m", "yesterday 9:00", "2026-11-23T14:05:30+01:00", "@1795482023"],
            places: filtering
        ) { given, query throws(Problem) in
            query.conditions.since = try given.time
        },
        Parameter(
            "until",
            "U",
            "TIME",
            "up to then; a follow ends by the clock",
            .text(.time, 64),
            examples: ["-5m", "today", "14:05"],
            places: filtering
        ) { given, query throws(Problem) in
            query.conditions.until = try given.time
        },
        Parameter("reverse", "r", "", "newest first; not with follow", .boolean) { given, query throws(Problem) in
            query.isReverse = try given.boolean
        },
        Parameter(
            "after",
            nil,
            "ID",
            "strictly after this event",
            .eventID,
            examples: ["1795482023004710"],
            places: filtering
        ) { given, query throws(Problem) in
            query.after = try given.eventID
        },
        Parameter(
            "before",
            nil,
            "ID",
            "strictly before this event",
            .eventID,
            examples: ["1795482023004710"],
            places: filtering
        ) { given, query throws(Problem) in
            query.before = try given.eventID
        },
        Parameter(
            "for",
            nil,
            "SPAN",
            "end a follow after this time",
            .text(.span, 64),
            examples: ["30s", "5m", "1h30m"]
        ) {
            given,
            query throws(Problem) in
            query.duration = try given.duration
        },
        Parameter(
            "stop-on",
            nil,
            "REGEX",
            "end a follow after a line that matches; with for, not to see one is an error",
            .text(.expression, Limits.patternBytes),
            examples: ["ready"]
        ) { given, query throws(Problem) in
            query.stopOn = try given.expression()
        },
        Parameter("last_event_id", nil, "ID", "as the header Last-Event-ID, which wins", .resumePoint) {
            given,
            query throws(Problem) in
            if !given.text.isEmpty { query.lastEventID = try given.resumePoint }
        },
    ]
}
