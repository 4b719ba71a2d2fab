extension RouteDescription {
    /// What a path takes and answers where it is not read but written to.
    struct Action: Sendable {
        let method: String
        let what: String
        /// The fields of its form, each with what it means.
        var form: [(name: String, what: String, isRequired: Bool)] = []
        let status: Int
        let answer: String
        /// Statuses beside that one.
        let refusals: [Int]
    }

    private static let units = (
        name: "units", what: "Unit names and globs with commas between; * is all", isRequired: false
    )
    private static let expires = (name: "expires", what: "Seconds after which it ends", isRequired: false)

    /// The paths about access itself.
    static let access: [RouteDescription] = [
        RouteDescription(
            path: "/login",
            what: "the login page; POST code=… with a code of \"logcast login\" logs a browser in",
            types: [MediaType("text/html")],
            actions: [
                Action(
                    method: "post",
                    what: "Log a browser in, whose cookie then is its access",
                    form: [(name: "code", what: "A code of \"logcast login\"", isRequired: true)],
                    status: 303,
                    answer: "Leads to /",
                    refusals: [400, 401, 403, 413, 429, 500]
                )
            ]
        ),
        RouteDescription(
            path: "/logout",
            what: "POST ends a browser's session and its streams",
            types: [],
            actions: [
                Action(
                    method: "post",
                    what: "End the session of the cookie",
                    status: 303,
                    answer: "Leads to /login",
                    refusals: [400, 403, 413, 500]
                )
            ]
        ),
        RouteDescription(
            path: "/whoami",
            what: "who you are to the server, and the units that you are granted",
            types: [MediaType("application/json", "Whoami")]
        ),
        RouteDescription(
            path: "/admin/tokens",
            what: "tokens, sessions and certificates; POST makes one. Root on the Unix socket; logcast token",
            types: [MediaType("text/plain"), MediaType("application/json", "Tokens")],
            isOfRoot: true,
            actions: [
                Action(
                    method: "post",
                    what: "Make a token, whose text is the answer, once; or name a client certificate",
                    form: [
                        (name: "name", what: "What it is listed and revoked by", isRequired: true), units, expires,
                        (name: "kind", what: "token or certificate", isRequired: false),
                    ],
                    status: 201,
                    answer: "The token",
                    refusals: [400, 403, 409, 413, 500]
                )
            ]
        ),
        RouteDescription(
            path: "/admin/tokens/{name}",
            what: "DELETE revokes one, and ends its streams. Root on the Unix socket; logcast token revoke",
            variable: Variable(
                name: "name",
                what: "As it is listed",
                example: "ci",
                schema: .text(.name, Limits.credentialName)
            ),
            types: [],
            isOfRoot: true,
            actions: [
                Action(
                    method: "delete",
                    what: "Revoke a token, a session or a certificate's access",
                    status: 204,
                    answer: "It is revoked, and its streams end",
                    refusals: [400, 403, 404, 413, 500]
                )
            ]
        ),
        RouteDescription(
            path: "/admin/codes",
            what: "POST makes the link of a login. Root on the Unix socket; logcast login",
            types: [],
            isOfRoot: true,
            actions: [
                Action(
                    method: "post",
                    what: "Make a link that logs one browser in, once, within five minutes",
                    form: [units, expires],
                    status: 201,
                    answer: "The link",
                    refusals: [400, 403, 413]
                )
            ]
        ),
    ]

    /// Whether the path is there for who has no access.
    var isOpen: Bool {
        ["/healthz", "/readyz", "/help", "/help/{topic}", "/openapi.json", "/login", "/logout"].contains(path)
    }

    /// Whether it wants a grant of everything, or a unit that is granted.
    var mayBeForbidden: Bool { ["/status", "/metrics", "/machine", "/logs/{unit}"].contains(path) || isOfRoot }
}
