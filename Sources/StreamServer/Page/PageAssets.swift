internal import CPageAssets
internal import HTTPTypes

/// The log page, as it is embedded: a document, and the files that it names.
///
/// The files' address holds a hash of them all together, so that they may be kept for ever, and so that after an upgrade
/// no tab attaches to the worker of the version before.
struct PageAssets: Sendable {
    /// Before the path of each file: `/page/HASH`.
    let base: String
    /// What is served where a page is asked for.
    let document: PageAsset
    /// What is served instead to who has no access: how to get it.
    let login: PageAsset
    /// The same, with `{{problem}}` where it says why an attempt failed.
    private let loginText: [UInt8]
    private let files: [String: PageAsset]

    /// Those of this binary, compressed when they are first asked for.
    static let embedded = PageAssets(embeddedFiles)

    /// Every embedded file, in the order of their paths.
    static let embeddedFiles: [(path: String, bytes: [UInt8])] = (0..<page_asset_count()).map { index in
        let asset = page_asset_at(index)
        return (String(cString: asset.path), Array(UnsafeBufferPointer(start: asset.bytes, count: asset.length)))
    }

    private init(_ sources: [(path: String, bytes: [UInt8])]) {
        let files = sources.map { ($0.path, SourceText.shortened($0.bytes, path: $0.path)) }
        var hash = ContentHash()
        for (path, bytes) in files {
            hash.add(path)
            hash.add("\(bytes.count)")
            hash.add(bytes)
        }
        base = "/page/\(hash.text)"
        var forms: [String: PageAsset] = [:]
        var documents: [String: [UInt8]] = [:]
        for (path, bytes) in files {
            if path.hasSuffix(".html") {
                documents[path] = bytes
            } else {
                forms["\(base)/\(path)"] = PageAsset(path: path, bytes: bytes, fields: Self.keptForEver)
            }
        }
        self.files = forms
        document = PageAsset(
            path: "index.html",
            bytes: Self.complete(documents["index.html"] ?? [], base, modules: Self.modules(of: Self.main, files)),
            fields: Self.askedForAgain
        )
        loginText = Self.complete(
            documents["login.html"] ?? [],
            base,
            modules: Self.modules(of: Self.loginMain, files)
        )
        login = Self.login(loginText, problem: "")
    }

    /// The login page after an attempt that failed, with a sentence that says why.
    func login(problem: String) -> PageAsset { Self.login(loginText, problem: problem) }

    private static func login(_ text: [UInt8], problem: String) -> PageAsset {
        let escaped = problem.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        let document = String(decoding: text, as: UTF8.self).replacing("{{problem}}", with: escaped)
        return PageAsset(path: "login.html", bytes: Array(document.utf8), fields: askedForAgain)
    }

    /// The file at a path; nil where there is none, as after an upgrade.
    func file(at path: some StringProtocol) -> PageAsset? { files[String(path)] }

    /// The modules that start the page and the login's, and the one that runs in the worker.
    static let main = "shell/main.js"
    static let loginMain = "shell/login.js"
    static let worker = "stream/worker.js"

    /// A module and all that it imports before it runs, so that they are asked for at once and not one import after the
    /// other; what it loads behind the first lines is not among them.
    static func modules(of root: String, _ files: [(path: String, bytes: [UInt8])]) -> [String] {
        let sources = Dictionary(uniqueKeysWithValues: files.map { ($0.path, $0.bytes) })
        var found: [String] = [root]
        var at = 0
        while at < found.count {
            for name in SourceText.imports(sources[found[at]] ?? []) {
                let path = path(name, from: found[at])
                if !found.contains(path) { found.append(path) }
            }
            at += 1
        }
        return found
    }

    /// What `../text/ansi.js` is in `list/row.js`.
    private static func path(_ name: String, from module: String) -> String {
        var parts = module.split(separator: "/").dropLast()
        for part in name.split(separator: "/") where part != "." {
            if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// Puts what depends on the files into the document.
    private static func complete(_ document: [UInt8], _ base: String, modules: [String]) -> [UInt8] {
        let links = modules.map { "<link rel=\"modulepreload\" href=\"\(base)/\($0)\">" }.joined(separator: "\n")
        let text = String(decoding: document, as: UTF8.self)
        return Array(text.replacing("{{base}}", with: base).replacing("{{modules}}", with: links).utf8)
    }

    private static let keptForEver: HTTPFields = [
        .cacheControl: "public, max-age=31536000, immutable",
        .vary: "Accept-Encoding",
    ]

    private static let askedForAgain: HTTPFields = [
        .cacheControl: "no-cache",
        .vary: "Accept, Accept-Encoding",
        .referrerPolicy: "no-referrer",
        .frameOptions: "DENY",
    ]
}
