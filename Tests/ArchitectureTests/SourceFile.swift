import Foundation

/// A Swift file of the package.
struct SourceFile {
    /// The path from the package's root, such as `Sources/LogModel/EventID.swift`.
    let path: String
    /// The contents.
    let source: String
    /// The contents, taken apart.
    let text: SourceText

    init(path: String, source: String) {
        (self.path, self.source) = (path, source)
        text = SourceText(source)
    }

    /// `Sources` or `Tests`.
    var folder: String { path.split(separator: "/").first.map(String.init) ?? "" }
    /// The name of the target that the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    /// The number of lines, as `wc -l` counts them.
    var lineCount: Int { source.utf8.count { $0 == UInt8(ascii: "\n") } }

    /// The modules imported, one entry for each import; a submodule or a single declaration counts as its module.
    var imports: [String] {
        text.code.flatMap { $0.split(separator: ";") }.compactMap(Self.module(importedBy:))
    }

    private static func module(importedBy statement: Substring) -> String? {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "typealias", "func", "let", "var"]
        let access: Set<Substring> = ["public", "package", "internal", "fileprivate", "private"]
        var words = statement.split { $0 == " " || $0 == "\t" }[...]
        words = words.drop { $0.hasPrefix("@") || access.contains($0) }
        guard words.popFirst() == "import" else { return nil }
        if let kind = words.first, kinds.contains(kind) { words = words.dropFirst() }
        return words.first?.split(separator: ".").first.map(String.init)
    }

    /// Every Swift file below a folder of the package.
    static func all(in folder: String) throws -> [SourceFile] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let found = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
        let names = (found?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted()
        return try names.map { name in
            let path = "\(folder)/\(name)"
            return SourceFile(path: path, source: try String(contentsOf: root.appending(path: path), encoding: .utf8))
        }
    }
}
