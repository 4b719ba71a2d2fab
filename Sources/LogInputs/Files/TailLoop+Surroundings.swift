internal import LogModel
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// A file whose name rotation may have made of a configured path's.
    struct Sibling {
        let path: FilePath
        let status: FileStatus

        /// When it was made or, where that is unknown, last written, in ns since 1970.
        var age: Int64 { status.identity.birth != 0 ? status.identity.birth : status.modified * 1000 }

        var landmark: Landmark { Landmark(age: age, name: path.string) }
    }

    /// What is in the directory of a path under the names of one moment.
    struct Surroundings {
        /// The regular files that rotation may have made of the path, but for compressed ones; oldest first.
        var siblings: [Sibling] = []
        /// The known files that were asked for.
        var known: [FileKey: Sibling] = [:]
        /// Names did not move meanwhile.
        var isStill = false
    }

    /// Looks for the siblings of a path, and for known files under any name.
    ///
    /// Names may move on between the listing and the look at each: then all is looked at again, a number of times.
    func look(beside path: FilePath, for keys: Set<FileKey>) -> Surroundings {
        let directory = path.removingLastComponent()
        var found = Surroundings()
        for _ in 0..<20 {
            let names = snapshot(of: directory)
            found.siblings = siblings(of: path, in: names)
            found.known = [:]
            for key in keys { found.known[key] = locate(key, in: directory) }
            if names.isCurrent {
                found.isStill = true
                break
            }
            snapshots[directory] = nil
            let after = snapshot(of: directory)
            // What is missing may have had any name.
            let isMissing = keys.contains { found.known[$0] == nil && remembered[$0]?.isVanished == false }
            found.isStill = isMissing ? after.hasSameNames(as: names) : after.hasSameRotations(of: path, as: names)
            if found.isStill { break }
        }
        return found
    }

    /// The files beside a path that rotation may have made of it.
    func siblings(of path: FilePath) -> [Sibling] { look(beside: path, for: []).siblings }

    private func siblings(of path: FilePath, in names: DirectorySnapshot) -> [Sibling] {
        names.rotations(of: path).compactMap { sibling(at: $0) }.sorted { $0.landmark.isOlder(than: $1.landmark) }
    }

    /// A regular file that no compressor wrote.
    func sibling(at path: FilePath) -> Sibling? {
        // One that is gone again has its own notice.
        guard !RotatedName.isCompressed(path.string), let status = try? FileStatus.read(path) else { return nil }
        return status.kind == .regular ? Sibling(path: path, status: status) : nil
    }

    private func snapshot(of directory: FilePath) -> DirectorySnapshot {
        if let known = snapshots[directory] { return known }
        let fresh = DirectorySnapshot(of: directory, at: clock.wall())
        snapshots[directory] = fresh
        return fresh
    }

    /// The name and state of a known file, if it has one in this directory.
    func locate(_ key: FileKey, in directory: FilePath) -> Sibling? {
        for path in snapshot(of: directory).names(ofInode: key.inode) {
            // One that is gone again has its own notice.
            guard let status = try? FileStatus.read(path), status.kind == .regular else { continue }
            if self.key(of: status, at: path) == key { return Sibling(path: path, status: status) }
        }
        return nil
    }

    /// The youngest file that is known to have borne a path.
    func youngest(of lineage: Lineage, but excluded: TailedFile?) -> Landmark? {
        let followed = (lineage.members + lineage.released).filter { $0 !== excluded }
        let known = remembered.keys(of: lineage.path).map { (key: $0, age: age(of: $0)) }
        guard let age = (followed.map(\.age) + known.map(\.age)).max() else { return nil }
        // Only where ages are equal do names count, and only then are they looked up.
        let directory = lineage.path.removingLastComponent()
        let names =
            followed.filter { $0.age == age }.map(\.location.string)
            + known.filter { $0.age == age }.compactMap { locate($0.key, in: directory)?.path.string }
        return Landmark(age: age, name: names.max { RotatedName.isOlder($0, than: $1) })
    }

    private func age(of key: FileKey) -> Int64 {
        key.birth != 0 ? key.birth : (remembered[key]?.lastSeen.microseconds ?? 0) * 1000
    }

    /// A file's place in the order of rotation.
    ///
    /// Times of birth are no finer than some ms; then the names tell.
    struct Landmark {
        let age: Int64
        /// Nil for a file that is gone, which is taken for the oldest of its age.
        let name: String?

        func isOlder(than other: Landmark) -> Bool {
            guard age == other.age else { return age < other.age }
            guard let name else { return true }
            return other.name.map { RotatedName.isOlder(name, than: $0) } ?? false
        }
    }
}
