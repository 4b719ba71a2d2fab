import CZlib
import Foundation
import LogModel
import TestSupport
import Testing

@testable import StreamServer

@Suite(.ownThread) struct PageTests {
    private static let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    private static let page = PageAssets.embedded
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Sources/CPageAssets/Page")

    // MARK: The files

    @Test func `every file of the page is embedded as it is, in order, and nothing else`() throws {
        let found = FileManager.default.enumerator(atPath: Self.folder.path)?.compactMap { $0 as? String } ?? []
        let names = found.filter { $0 != "package.json" && $0.contains(".") }.sorted()
        #expect(PageAssets.embeddedFiles.map(\.path) == names, "the rows of Sources/CPageAssets/assets.c")
        for file in PageAssets.embeddedFiles {
            #expect(Data(file.bytes) == (try Data(contentsOf: Self.folder.appending(path: file.path))), "\(file.path)")
        }
    }

    @Test func `every file that the document names is served`() throws {
        for (bytes, main) in [
            (Self.page.document.bytes, PageAssets.main), (Self.page.login.bytes, PageAssets.loginMain),
        ] {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains("{{"))
            let named = Self.named(in: text)
            #expect(named.contains { $0.hasSuffix(main) })
            for path in named { #expect(Self.page.file(at: path) != nil, "\(path)") }
        }
    }

    private static func named(in document: String) -> [String] {
        document.matches(of: /(?:href|src)="(\/page\/[^"]*)"/).map { String($0.1) }
    }

    @Test func `every module is reached from the page or its worker, and all that they import is there`() {
        var left = [PageAssets.main, PageAssets.loginMain, PageAssets.worker]
        var reached: Set<String> = []
        while let path = left.popLast() {
            guard reached.insert(path).inserted else { continue }
            let file = Self.page.file(at: "\(Self.page.base)/\(path)")
            #expect(file != nil, "\(path)")
            left += Self.imports(of: path, String(decoding: file?.bytes ?? [], as: UTF8.self))
        }
        #expect(reached == Set(PageAssets.embeddedFiles.map(\.path).filter { $0.hasSuffix(".js") }))
    }

    private static func imports(of path: String, _ source: String) -> [String] {
        // Types in comments import nothing.
        let code = source.replacing(/(?s)\/\*.*?\*\//, with: "")
        return code.matches(of: /(?:\bfrom|\bimport|\bimport\()\s*"(\.[^"]*)"/).map { match in
            let joined = URL(filePath: "/\(path)").deletingLastPathComponent().appending(path: String(match.1))
            return String(joined.standardized.path.dropFirst())
        }
    }

    /// What the browser loads before the first lines are seen: the document and what it names, and the worker.
    private static var first: Set<String> {
        let text = String(decoding: page.document.bytes, as: UTF8.self)
        let named = named(in: text).map { String($0.dropFirst(page.base.utf8.count + 1)) }
        return Set(named + PageAssets.modules(of: PageAssets.worker, PageAssets.embeddedFiles))
    }

    private static func size(_ path: String) -> Int { page.file(at: "\(page.base)/\(path)")?.gzip.count ?? 0 }

    @Test func `the first lines need at most 60 KB, compressed, and all of the page 105`() {
        let first = Self.first.reduce(Self.page.document.gzip.count) { $0 + Self.size($1) }
        let all = PageAssets.embeddedFiles.reduce(Self.page.document.gzip.count) { $0 + Self.size($1.path) }
        print("the page, compressed: \(first) bytes for the first lines, \(all) in all")
        #expect(first <= 60 * 1024)
        #expect(all <= 105 * 1024)
    }

    @Test func `the login page needs at most 12 KB, compressed`() {
        let files = Set(Self.named(in: String(decoding: Self.page.login.bytes, as: UTF8.self)))
        let size = files.reduce(Self.page.login.gzip.count) { $0 + (Self.page.file(at: $1)?.gzip.count ?? 0) }
        print("the login page, compressed: \(size) bytes in \(files.count) files")
        #expect(size <= 12 * 1024)
    }

    @Test func `why a login failed stands in the page as text`() {
        let text = String(decoding: Self.page.login(problem: "no <code> & no").bytes, as: UTF8.self)
        #expect(text.contains("<p id=\"problem\" role=\"alert\">no &lt;code&gt; &amp; no</p>"))
        #expect(String(decoding: Self.page.login.bytes, as: UTF8.self).contains("role=\"alert\"></p>"))
    }

    @Test func `the modules of the first lines are preloaded, and no others`() {
        let text = String(decoding: Self.page.document.bytes, as: UTF8.self)
        let ofTab = Set(PageAssets.modules(of: PageAssets.main, PageAssets.embeddedFiles))
        #expect(ofTab.contains("list/list.js"))
        #expect(ofTab.isDisjoint(with: ["shell/panels.js", "stream/hub.js"]))
        for file in PageAssets.embeddedFiles where file.path.hasSuffix(".js") {
            let link = "<link rel=\"modulepreload\" href=\"\(Self.page.base)/\(file.path)\">"
            #expect(text.contains(link) == ofTab.contains(file.path), "\(file.path)")
        }
    }

    @Test func `the sources keep to what their shortening relies on`() {
        for file in PageAssets.embeddedFiles where file.path.hasSuffix(".js") {
            let text = String(decoding: file.bytes, as: UTF8.self)
            let code = text.replacing(/(?s)\/\*.*?\*\//, with: "")
            for line in code.split(separator: "\n") where !line.drop(while: { $0 == " " }).hasPrefix("//") {
                #expect(line.replacing("\\`", with: "").count { $0 == "`" } % 2 == 0, "\(file.path): \(line)")
            }
            let openings = text.matches(of: /\/\*(\*?[ \n]|)/)
            #expect(openings.allSatisfy { !$0.1.isEmpty }, "\(file.path) has a /* that begins no comment")
        }
    }

    @Test(arguments: [
        ("a.js", "// x\n  const a = 1; // y\n\n\t/** @type {X} */\n", "const a = 1; // y\n"),
        ("a.js", "f(/** @type {any} */ (b));\n", "f( (b));\n"),
        ("a.js", "const u = \"http://x\";\n", "const u = \"http://x\";\n"),
        ("a.css", "/* x\n y */\na {\n    b: c; /* d */\n}\n", "a {\nb: c;\n}\n"),
        ("a.svg", "  <!-- x -->\n", "  <!-- x -->\n"),
    ])
    func `a source is sent without its comments and indentation`(_ path: String, _ source: String, _ sent: String) {
        #expect(String(decoding: SourceText.shortened(Array(source.utf8), path: path), as: UTF8.self) == sent)
    }

    // MARK: Who gets it

    @Test(arguments: [
        ("/", browser, "text/html"), ("/logs", browser, "text/html"), ("/logs/app", browser, "text/html"),
        ("/e/1", browser, "text/html"), ("/?p=err", browser, "text/html"), ("/logs?f", browser, "text/html"),
        ("/logs/no-such-unit", browser, "text/html"),
        // The page shows what is wrong.
        ("/logs?sinc=1", browser, "text/html"), ("/logs?q=%22", browser, "text/html"),
        ("/logs?q=%zz", browser, "text/html"), ("/logs?after=x", browser, "text/html"),
        ("/logs?O=json", browser, "text/html"), ("/logs?q=o=json", browser, "text/html"),
        // An output wins.
        ("/logs?o=json", browser, "application/x-ndjson"), ("/logs?n=1&output=cat", browser, "text/plain"),
        ("/logs?o=short", browser, "text/plain"), ("/logs/app?o=sse", browser, "text/event-stream"),
        // So does what is liked better, and it is named before what is liked as well.
        ("/", nil, "text/plain"), ("/", "*/*", "text/plain"), ("/logs", "*/*", "text/plain"),
        ("/logs", "text/html;q=0.5,application/x-ndjson", "application/x-ndjson"),
        ("/logs", "application/json,text/html", "text/html"), ("/logs", "text/html;q=0,*/*", "text/plain"),
        ("/logs?max=1", "text/event-stream", "text/event-stream"),
        // The page is at these paths alone.
        ("/help", browser, "text/plain"), ("/status", browser, "text/plain"), ("/units", browser, "application/json"),
        ("/entries", browser, "text/plain"), ("/machine", browser, "application/json"),
        ("/metrics", browser, "text/plain"),
    ])
    func `a browser gets the page where it navigates, and nobody else does`(
        _ path: String,
        _ accept: String?,
        _ type: String
    ) async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a"), TestEvent("b")])
        let target = path.replacing("/e/1", with: "/e/\(first.rawValue)")
        let answer = try fixture.get(target, accept.map { ["Accept": $0] } ?? [:])
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"]?.hasPrefix(type) == true, "\(answer.headers)")
        #expect(answer.headers["vary"]?.hasPrefix("Accept") == true)
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        await fixture.close()
    }

    @Test func `a request that resumes gets events, whatever it accepts`() async throws {
        let fixture = try await ServerFixture()
        let first = fixture.append([TestEvent("a"), TestEvent("b")])
        let headers = ["Accept": Self.browser, "Last-Event-ID": "\(first.rawValue)"]
        #expect(try fixture.text("/logs?o=cat", headers) == "b\n")
        #expect(try fixture.get("/logs", headers).headers["content-type"] == "text/plain; charset=utf-8")
        await fixture.close()
    }

    @Test func `who names the browser as its User-Agent gets text all the same`() async throws {
        let fixture = try await ServerFixture()
        let agent = ["User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36"]
        #expect(try fixture.text("/", agent) == fixture.text("/help"))
        await fixture.close()
    }

    @Test func `a foreign Host gets no page`() async throws {
        let fixture = try await ServerFixture()
        let request = "GET / HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\n\r\n"
        #expect(try RawClient(fixture.address).exchange(request).hasPrefix("HTTP/1.1 421 "))
        await fixture.close()
    }

    // MARK: How it is served

    @Test func `the document has the page's policy and is asked for again`() async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get("/", ["Accept": Self.browser])
        #expect(answer.readAll() == Self.page.document.bytes)
        var headers = answer.headers
        #expect(headers.removeValue(forKey: "date") != nil)
        #expect(headers.removeValue(forKey: "etag")?.wholeMatch(of: /"[0-9a-f]{16}"/) != nil)
        #expect(
            headers == [
                "content-security-policy":
                    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
                    + "img-src 'self' data:; worker-src 'self'; base-uri 'none'; form-action 'self'; "
                    + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types logcast",
                "content-type": "text/html; charset=utf-8", "content-length": "\(Self.page.document.bytes.count)",
                "cache-control": "no-cache", "vary": "Accept, Accept-Encoding", "x-content-type-options": "nosniff",
                "referrer-policy": "no-referrer",
                "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY",
            ]
        )
        await fixture.close()
    }

    @Test func `a file is kept for ever, and has the policy that a worker goes by`() async throws {
        let fixture = try await ServerFixture()
        let types = ["js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8", "svg": "image/svg+xml"]
        for file in PageAssets.embeddedFiles where !file.path.hasSuffix(".html") {
            // A query changes nothing, nor does what is accepted.
            let answer = try fixture.get("\(Self.page.base)/\(file.path)?x", ["Accept": "*/*"])
            #expect(answer.status == 200)
            let isAsShortened = answer.readAll() == SourceText.shortened(file.bytes, path: file.path)
            #expect(isAsShortened, "\(file.path)")
            #expect(answer.headers["content-type"] == types[String(file.path.split(separator: ".").last ?? "")])
            #expect(answer.headers["cache-control"] == "public, max-age=31536000, immutable")
            #expect(answer.headers["vary"] == "Accept-Encoding")
            #expect(answer.headers["x-content-type-options"] == "nosniff")
            #expect(answer.headers["content-security-policy"] == PageAsset.contentSecurityPolicy)
            #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
            #expect(answer.headers["content-encoding"] == nil)
        }
        await fixture.close()
    }

    @Test(arguments: [
        ("gzip", true), ("gzip, deflate, br, zstd", true), ("GZIP", true), ("x-gzip", true), ("*", true),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", true), ("gzip;q=0.001", true), ("identity;q=0.5, gzip;q=0.5", true),
        ("gzip;q=0", false), ("gzip; q=0.000", false), ("*;q=0", false), ("*, gzip;q=0", false), ("br", false),
        ("identity", false), ("identity, gzip;q=0.5", false), ("", false), ("gzipped", false),
    ])
    func `gzip goes to who takes it`(_ header: String, _ isCompressed: Bool) async throws {
        #expect(AcceptEncoding(header).takesGzip == isCompressed)
        let fixture = try await ServerFixture()
        for (path, asset) in [
            ("/logs", Self.page.document),
            ("\(Self.page.base)/icon.svg", try #require(Self.page.file(at: "\(Self.page.base)/icon.svg"))),
        ] {
            let answer = try fixture.get(path, ["Accept": Self.browser, "Accept-Encoding": header])
            #expect(answer.headers["content-encoding"] == (isCompressed ? "gzip" : nil))
            #expect(answer.headers["vary"]?.hasSuffix("Accept-Encoding") == true)
            let body = answer.readAll()
            #expect(body == (isCompressed ? asset.gzip : asset.bytes))
        }
        await fixture.close()
    }

    @Test func `each compressed file is the file`() {
        for file in PageAssets.embeddedFiles where !file.path.hasSuffix(".html") {
            let asset = Self.page.file(at: "\(Self.page.base)/\(file.path)")
            let isSame = Self.decompressed(asset?.gzip ?? []) == asset?.bytes
            #expect(isSame, "\(file.path)")
        }
        #expect(Self.decompressed(Self.page.document.gzip) == Self.page.document.bytes)
    }

    @Test func `nothing and a megabyte are compressed as well`() {
        for bytes in [[], (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }] {
            #expect(Self.decompressed(Gzip.compressed(bytes)) == bytes)
        }
    }

    /// As zlib sees it, with gzip's checksum.
    private static func decompressed(_ bytes: [UInt8]) -> [UInt8]? {
        var stream = z_stream()
        guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
        defer { inflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: 2 << 20)
        return bytes.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { memory in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (memory.baseAddress, UInt32(memory.count))
                guard inflate(&stream, Z_FINISH) == Z_STREAM_END, stream.avail_in == 0 else { return nil }
                return Array(memory.prefix(Int(stream.total_out)))
            }
        }
    }

    @Test(arguments: ["/", "ASSET"], ["identity", "gzip"])
    func `who has it gets a 304, and who has another form does not`(_ place: String, _ encoding: String) async throws {
        let fixture = try await ServerFixture()
        let path = place == "/" ? place : "\(Self.page.base)/style/theme.css"
        let headers = ["Accept": "text/html", "Accept-Encoding": encoding]
        let first = try fixture.get(path, headers)
        let tag = try #require(first.headers["etag"])
        let other = try #require(
            try fixture.get(path, ["Accept": "text/html", "Accept-Encoding": encoding == "gzip" ? "br" : "gzip"])
                .headers["etag"]
        )
        #expect(tag != other)
        for known in [tag, "W/\(tag)", "\"a\", W/\(tag) , \"b\"", "*", "\(other),\(tag)"] {
            let answer = try fixture.get(path, headers.merging(["If-None-Match": known]) { $1 })
            #expect(answer.status == 304, "\(known)")
            #expect(answer.readAll() == [])
            for name in ["content-length", "content-type", "content-encoding"] {
                #expect(answer.headers[name] == nil, "\(name)")
            }
            for name in ["etag", "cache-control", "vary", "content-security-policy"] {
                #expect(answer.headers[name] == first.headers[name], "\(name)")
            }
        }
        for unknown in [other, "\"a\"", String(tag.dropFirst().dropLast()), ""] {
            #expect(
                try fixture.get(path, headers.merging(["If-None-Match": unknown]) { $1 }).status == 200,
                "\(unknown)"
            )
        }
        await fixture.close()
    }

    @Test(arguments: ["/", "/logs/app?f", "ASSET"], ["identity", "gzip"])
    func `HEAD has the headers of GET, and no body`(_ place: String, _ encoding: String) async throws {
        let fixture = try await ServerFixture()
        let path = place == "ASSET" ? "\(Self.page.base)/style/theme.css" : place
        let headers = ["Accept": "text/html", "Accept-Encoding": encoding]
        let (get, head) = (try fixture.get(path, headers), try fixture.get(path, headers, method: "HEAD"))
        #expect(head.status == 200)
        let names = Set(get.headers.keys).subtracting(["date"])
        #expect(names == Set(head.headers.keys).subtracting(["date"]))
        for name in names { #expect(get.headers[name] == head.headers[name], "\(name)") }
        #expect(get.headers["content-length"] == "\(get.readAll().count)")
        #expect(head.readAll() == [])
        await fixture.close()
    }

    @Test(arguments: [
        "/page/0000000000000000/icon.svg", "/page/", "/page//", "BASE", "BASE/", "BASE/icon.sv", "BASE/icon.svg/",
        "BASE/index.html", "BASE/login.html", "BASE/package.json", "BASE/../icon.svg", "BASE//icon.svg", "BASE/style",
        "BASE/%69con.svg", "/page", "/favicon.ico", "/icon.svg",
    ])
    func `what the page has no file for is a 404 in text, not to be kept`(_ path: String) async throws {
        let fixture = try await ServerFixture()
        let answer = try fixture.get(path.replacing("BASE", with: Self.page.base), ["Accept": Self.browser])
        #expect(answer.status == 404)
        #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.headers["etag"] == nil)
        await fixture.close()
    }

    @Test(arguments: ["/", "ASSET"])
    func `the page is not posted to`(_ place: String) async throws {
        let fixture = try await ServerFixture()
        let path = place == "/" ? place : "\(Self.page.base)/icon.svg"
        let answer = try fixture.get(path, ["Accept": Self.browser], method: "POST")
        #expect(answer.status == 405)
        #expect(answer.headers["allow"] == "GET, HEAD")
        await fixture.close()
    }
}
