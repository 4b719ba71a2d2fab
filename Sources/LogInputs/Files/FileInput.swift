internal import SystemPackage

/// One configured path or glob of files to tail.
public struct FileInput: Hashable, Sendable {
    /// As configured.
    public let glob: String
    /// The unit of its files' events; nil takes each file's path.
    public let unit: String?
    let pattern: PathGlob

    /// A glob that cannot be tailed.
    public struct Invalid: Error, Hashable, CustomStringConvertible {
        /// One sentence with the remedy.
        public let description: String
    }

    /// Throws `Invalid` for an empty or relative glob, one that ends in `/`, and an empty unit.
    public init(glob: String, unit: String? = nil) throws {
        guard !glob.isEmpty else {
            throw Invalid(description: "an empty path of a file to tail; give one such as /var/log/app/*.log")
        }
        guard glob.utf8.first == UInt8(ascii: "/") else {
            throw Invalid(description: "\(glob): a relative path; files to tail need an absolute one, from /")
        }
        guard glob.utf8.last != UInt8(ascii: "/") else {
            throw Invalid(description: "\(glob): a directory; name its files, such as \(glob)*.log")
        }
        guard !glob.utf8.contains(0), unit?.isEmpty != true, unit?.utf8.contains(UInt8(ascii: "/")) != true else {
            throw Invalid(description: "\(glob): a unit is a name without `/`; leave it out to take the path")
        }
        (self.glob, self.unit) = (glob, unit)
        pattern = PathGlob(FilePath(glob))
    }

    /// The unit of a file that this input matches: the path without the leading `/`, `-` for the others.
    func unitName(of path: FilePath) -> String {
        unit ?? String(path.string.drop { $0 == "/" }.map { $0 == "/" ? "-" : $0 })
    }
}
