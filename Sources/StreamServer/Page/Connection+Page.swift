internal import HTTPTypes

extension Connection {
    /// Whether the page is the answer: a browser's navigation to what the page shows, where the query does not name an
    /// output. The query may be wrong in any way; the page asks for the events, and shows why there are none.
    func wantsPage(_ request: HTTPRequest, _ route: Route, _ query: Substring, _ accept: AcceptHeader) -> Bool {
        switch route {
        case .root, .logs, .event: break
        default: return false
        }
        return accept.preferred == .html && request.headerFields[.lastEventID] == nil && !QueryPair.nameOutput(query)
    }

    /// Answers with the page.
    func sendPage(_ request: HTTPRequest) {
        send(loop.context.page.document.answer(to: request.headerFields))
    }

    /// Answers with one of the page's files.
    func sendAsset(_ path: String, _ request: HTTPRequest) throws(Problem) {
        guard let file = loop.context.page.file(at: path) else {
            throw Problem(
                status: 404,
                detail: "the page has no file at \"\(path.prefix(80))\", or it is of another version; reload the page"
            )
        }
        send(file.answer(to: request.headerFields))
    }
}

extension QueryPair {
    /// Whether a query string, which need not be one in order, has a parameter that names the output.
    fileprivate static func nameOutput(_ text: Substring) -> Bool {
        text.split(separator: "&").contains { Parameter.named($0.prefix { $0 != "=" })?.name == "output" }
    }
}
