internal import LogModel
internal import SystemIO
internal import SystemPackage

/// An absolute path in which components may be shell patterns; `*` does not match a leading dot.
struct PathGlob: Hashable {
    private enum Part: Hashable {
        case literal(FilePath.Component)
        case pattern(Glob, matchesHidden: Bool)
    }

    private let parts: [Part]

    /// What a glob names now.
    struct Expansion {
        /// The paths it matches; one without patterns matches whether or not there is such a file.
        var files: [FilePath] = []
        /// The directories whose changes may change that.
        var directories: Set<FilePath> = []
        /// The directories that could not be listed.
        var failures: [SystemError] = []
    }

    init(_ path: FilePath) {
        parts = path.lexicallyNormalized().components.map { component in
            let text = component.string
            guard Glob.isPattern(text) || text.utf8.contains(UInt8(ascii: "\\")) else { return .literal(component) }
            return .pattern(Glob(text), matchesHidden: text.utf8.first == UInt8(ascii: "."))
        }
    }

    /// Whether it names one path and no other.
    var isLiteral: Bool {
        parts.allSatisfy { part in
            if case .literal = part { true } else { false }
        }
    }

    /// Whether the path is one that the glob names.
    func matches(_ path: FilePath) -> Bool {
        let components = path.components
        return components.count == parts.count && zip(parts, components).allSatisfy { Self.matches($0, $1) }
    }

    /// Whether the path, as a directory, may come to hold what the glob names.
    func leads(through path: FilePath) -> Bool {
        let components = path.components
        return components.count < parts.count && zip(parts, components).allSatisfy { Self.matches($0, $1) }
    }

    /// Looks the glob up in the file system.
    func expand() -> Expansion {
        var expansion = Expansion()
        walk("/", 0, into: &expansion)
        return expansion
    }

    private func walk(_ directory: FilePath, _ index: Int, into expansion: inout Expansion) {
        guard index < parts.count else { return }
        let isLast = index == parts.count - 1
        guard case .pattern = parts[index] else {
            guard case .literal(let name) = parts[index] else { return }
            if isLast { expansion.directories.insert(directory) }
            return step(directory.appending(name), index, into: &expansion)
        }
        expansion.directories.insert(directory)
        do throws(SystemError) {
            for entry in try DirectoryEntry.list(directory) where isLast || entry.mayBeDirectory {
                guard Self.matches(parts[index], entry.name) else { continue }
                step(directory.appending(entry.name), index, into: &expansion)
            }
        } catch {
            if error.code != .noSuchFileOrDirectory, error.code != .notDirectory { expansion.failures.append(error) }
        }
    }

    private func step(_ path: FilePath, _ index: Int, into expansion: inout Expansion) {
        if index == parts.count - 1 {
            expansion.files.append(path)
        } else {
            walk(path, index + 1, into: &expansion)
        }
    }

    private static func matches(_ part: Part, _ name: FilePath.Component) -> Bool {
        switch part {
        case .literal(let wanted): return wanted == name
        case .pattern(let glob, let matchesHidden):
            let text = name.string
            return glob.matches(text) && (matchesHidden || text.utf8.first != UInt8(ascii: "."))
        }
    }
}
