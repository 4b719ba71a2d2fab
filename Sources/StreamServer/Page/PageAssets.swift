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
    private let files: [String: PageAsset]

    /// Those of this binary, compressed when they are first asked for.
    static let embedded = PageAssets(embeddedFiles)

    /// Every embedded file, in the order of their paths.
    static let embeddedFiles: [(path: String, bytes: [UInt8])] = (0..<page_asset_count()).map { index in
        let asset = page_asset_at(index)
        return (String(cString: asset.path), Array(UnsafeBufferPointer(start: asset.bytes, count: asset.length)))
    }

    private init(_ files: [(path: String, bytes: [UInt8])]) {
        var hash = ContentHash()
        for file in files {
            hash.add(file.path)
            hash.add("\(file.bytes.count)")
            hash.add(file.bytes)
        }
        base = "/page/\(hash.text)"
        var forms: [String: PageAsset] = [:]
        var document: [UInt8] = []
        for file in files {
            if file.path == "index.html" {
                document = file.bytes
            } else {
                forms["\(base)/\(file.path)"] = PageAsset(path: file.path, bytes: file.bytes, fields: Self.keptForEver)
            }
        }
        self.files = forms
        self.document = PageAsset(
            path: "index.html",
            bytes: Self.complete(document, base, modules: files.map(\.path).filter(Self.isPreloaded)),
            fields: Self.askedForAgain
        )
    }

    /// The file at a path; nil where there is none, as after an upgrade.
    func file(at path: some StringProtocol) -> PageAsset? { files[String(path)] }

    /// All modules of the tab, so that they come at once and not one import after the other; the worker's do not.
    private static func isPreloaded(_ path: String) -> Bool {
        path.hasSuffix(".js") && (!path.hasPrefix("stream/") || path == "stream/client.js")
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
        .openerPolicy: "same-origin",
        .frameOptions: "DENY",
    ]
}
