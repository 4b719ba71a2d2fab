internal import EventStore
internal import HTTPTypes
internal import LogModel
internal import NIOCore

extension LogAnswer {
    /// Writes the head of a finite answer, once, when its first bytes or its end are known.
    ///
    /// `isWhole` says that the log has been searched through the cursor and no further.
    func sendHead(firstID: EventID?, isWhole: Bool) {
        guard var opening, !opening.isSent else { return }
        opening.isSent = true
        self.opening = opening
        var head = HTTPResponse.standard(.ok, date: loop.httpDate, isLast: connection.isLastAnswer)
        head.headerFields[.contentType] = encoding.contentType
        if encoding.entries != nil {
            connection.write(head)
            return
        }
        if !isBounded || reverseLimit != nil, let end {
            head.headerFields[.logcastPosition] = String(end.previous.rawValue)
        } else if isWhole {
            head.headerFields[.logcastPosition] = String(cursor.position.rawValue)
        }
        if let firstID = reverseLimit == nil ? firstID : olderPage, !opening.isOneEvent {
            let page = Self.previous(opening.target, before: firstID, isReverse: reverseLimit != nil)
            head.headerFields[.link] = "<\(page)>; rel=\"prev\""
        }
        connection.write(head)
        if opening.isHead { finish() }
    }

    /// The same query for what comes before an event. `max` counts from where an answer begins: with the newest first
    /// it is the length of a page, and stays.
    static func previous(_ target: String, before id: EventID, isReverse: Bool = false) -> String {
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var dropped: Set<Substring> = ["before", "after", "last_event_id"]
        if !isReverse { dropped.insert("max") }
        let kept = parts.dropFirst().flatMap { $0.split(separator: "&") }.filter { pair in
            !dropped.contains(pair.prefix { $0 != "=" })
        }
        let query = (kept.map { Self.escaped($0) } + ["before=\(id.rawValue)"]).joined(separator: "&")
        return "\(Self.escaped(parts[0]))?\(query)"
    }

    /// What a client sent raw and would end the link, or the header.
    private static func escaped(_ text: Substring) -> String {
        var result = ""
        for byte in text.utf8 {
            if byte <= 0x20 || byte >= 0x7f || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">") {
                result += "%" + String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            } else {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            }
        }
        return result
    }

    /// Nothing was found of a unit that the client named: says whether the log knows it at all.
    func decideUnknown() {
        guard let name = opening?.namedUnit else { return }
        isBusy = true
        let (log, grant, eventLoop) = (log, view.key.filter.grant, loop.eventLoop)
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        log.onHistoryThread {
            let verdict = Result { try UnitKnowledge(log: log, grant: grant).verdict(on: name) }
            eventLoop.execute {
                let answer = bound.value
                guard !answer.isOver else { return }
                answer.isBusy = false
                switch verdict {
                case .success(.known): answer.finishFinite()
                case .success(.unknown(let nearest)): answer.refuseUnknown(name, nearest)
                case .failure(let error): answer.fail(error)
                }
            }
        }
    }

    private func refuseUnknown(_ name: String, _ nearest: String?) {
        let hint = nearest.map { ", did you mean \"\($0)\"?" } ?? ""
        refuse(Problem(status: 404, detail: "no event of unit \"\(name.prefix(256))\" is in the log\(hint)"))
    }

    /// Answers with an error before anything else was sent.
    func refuse(_ problem: Problem) {
        guard let opening else { return }
        cancel()
        connection.send(problem, opening.accept, help: opening.help, isLast: connection.isLastAnswer)
    }
}
