/// The rules a machine can hold: each takes files and returns what violates it, as a sentence with its place.
enum ArchitectureRules {
    /// The longest a file may be.
    static let lineLimit = 400
    /// How many promises to the compiler the whole package may make.
    static let uncheckedLimit = 3

    /// Every import stands in the table.
    static func forbiddenImports(in files: [SourceFile]) -> [String] {
        files.flatMap { file -> [String] in
            guard let allowed = ImportTable.allowed(for: file.target) else {
                return ["\(file.path): target \(file.target) has no row in the table"]
            }
            return file.imports.filter { !allowed.contains($0) }
                .map { "\(file.path): \(file.target) may not import \($0)" }
        }
    }

    /// What wraps a C library stays in one file.
    static func spreadImports(in files: [SourceFile]) -> [String] {
        ImportTable.oneFileOnly.sorted().compactMap { module in
            let importers = files.filter { $0.imports.contains(module) }.map(\.path)
            return importers.count > 1 ? "\(module) is imported by \(importers.joined(separator: ", "))" : nil
        }
    }

    /// No target but `SystemIO` opens, reads or writes.
    static func strayedSystemCalls(in files: [SourceFile]) -> [String] {
        files.filter { ImportTable.pathsOnly.contains($0.target) }
            .flatMap { occurrences(of: "FileDescriptor", in: $0) }
    }

    /// No file is longer than the limit.
    static func longFiles(in files: [SourceFile]) -> [String] {
        files.filter { $0.lineCount > lineLimit }.map { "\($0.path): \($0.lineCount) lines" }
    }

    /// Promises to the compiler are within the budget.
    static func uncheckedPromises(in files: [SourceFile]) -> [String] {
        let found = files.flatMap {
            occurrences(of: "@unchecked Sendable", in: $0) + occurrences(of: "nonisolated(unsafe)", in: $0)
        }
        return found.count > uncheckedLimit ? found : []
    }

    /// What never stands in this package's code.
    static func forbiddenCode(in files: [SourceFile]) -> [String] {
        files.flatMap { file in
            ["try!", "Task.detached", "DispatchQueue.global"].flatMap { occurrences(of: $0, in: file) }
        }
    }

    /// `TODO(when this holds): …` only; the other marks not at all.
    static func unconditionalMarks(in files: [SourceFile]) -> [String] {
        files.flatMap { file in
            file.text.comments.enumerated().filter { isOpenMark($0.element) }
                .map { "\(file.path):\($0.offset + 1): \($0.element.drop { $0 == " " })" }
        }
    }

    private static func isOpenMark(_ comment: Substring) -> Bool {
        if comment.contains(/\b(FIXME|XXX|HACK)\b/) { return true }
        return comment.contains(/\bTODO\b/) && !comment.contains(/\bTODO\([^)\s][^)]*\): \S/)
    }

    private static func occurrences(of token: String, in file: SourceFile) -> [String] {
        file.text.code.enumerated().filter { $0.element.contains(token) }
            .map { "\(file.path):\($0.offset + 1): \(token)" }
    }
}
