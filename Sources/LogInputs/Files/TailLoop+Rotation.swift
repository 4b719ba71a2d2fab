internal import LogModel
internal import Logging
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

    /// The regular files beside a path that rotation may have made of it, but for compressed ones; oldest first.
    func siblings(of path: FilePath) -> [Sibling] {
        var directory = snapshot(of: path.removingLastComponent())
        var found: [UInt64: Sibling] = [:]
        // Names move on between the listing and the look: what was passed over so is listed again, a few times.
        for _ in 0..<10 {
            var isComplete = true
            for (name, inode) in directory.rotations(of: path) where found[inode] == nil {
                guard let sibling = sibling(at: name) else { continue }
                if sibling.status.identity.inode != inode { isComplete = false }
                found[sibling.status.identity.inode] = sibling
            }
            if isComplete { break }
            directory = DirectorySnapshot(of: path.removingLastComponent())
        }
        return found.values.sorted { $0.landmark.isOlder(than: $1.landmark) }
    }

    /// A regular file that no compressor wrote.
    func sibling(at path: FilePath) -> Sibling? {
        // One that is gone again has its own notice.
        guard !RotatedName.isCompressed(path.string), let status = try? FileStatus.read(path) else { return nil }
        return status.kind == .regular ? Sibling(path: path, status: status) : nil
    }

    private func snapshot(of directory: FilePath) -> DirectorySnapshot {
        if let known = snapshots[directory] { return known }
        let fresh = DirectorySnapshot(of: directory)
        snapshots[directory] = fresh
        return fresh
    }

    /// Finds what was rotated away from a path without notice and is not followed: files known from the log and, when
    /// the file at the path is a new one, files younger than all that were known.
    func explore(_ lineage: Lineage, newcomer: FileStatus?) {
        let directory = lineage.path.removingLastComponent()
        guard lineage.needsSearch || !notices.areWatching(directory) else { return }
        let newcomerKey = newcomer.map { key(of: $0, at: lineage.path) }
        let known = remembered.keys(of: lineage.path)
        let landmark = lineage.searchedFrom ?? youngest(of: lineage, but: nil)
        let before = try? FileStatus.read(directory).modified
        for key in known.sorted(by: { $0.birth < $1.birth }) where key != newcomerKey {
            find(key, lineage)
        }
        lineage.isNew = false
        if let landmark, newcomerKey.map({ !known.contains($0) }) ?? true { search(lineage, landmark, newcomer) }
        // While names move, a search may pass a file over: then it is repeated.
        lineage.needsSearch = (try? FileStatus.read(directory).modified) != before
        lineage.searchedFrom = lineage.needsSearch ? landmark : nil
    }

    private func search(_ lineage: Lineage, _ landmark: Landmark, _ newcomer: FileStatus?) {
        let end = newcomer.map { Sibling(path: lineage.path, status: $0).landmark }
        for sibling in siblings(of: lineage.path) where landmark.isOlder(than: sibling.landmark) {
            // What is younger than the file at the path was not renamed from there, but perhaps copied.
            guard end.map({ sibling.landmark.isOlder(than: $0) }) ?? true else { continue }
            guard files[sibling.status.identity] == nil, sibling.status.identity != newcomer?.identity else { continue }
            guard remembered[key(of: sibling.status, at: sibling.path)] == nil else { continue }
            trackRotated(sibling.status, at: sibling.path, lineage)
        }
    }

    /// Notices of renames are missing: what is younger than all that is known now is to be searched for.
    func expectUnnoticed(_ lineage: Lineage) {
        guard !lineage.needsSearch else { return }
        lineage.needsSearch = true
        lineage.searchedFrom = youngest(of: lineage, but: nil)
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
            + known.filter { $0.age == age }.compactMap { locate($0.key, in: directory)?.0.string }
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

    /// Looks for a known file under any name in the directory of its path, and reads what is left of it.
    private func find(_ key: FileKey, _ lineage: Lineage) {
        guard var position = remembered[key] else { return }
        if let (path, status) = locate(key, in: lineage.path.removingLastComponent()) {
            position.isVanished = false
            remembered[key] = position
            if files[status.identity] == nil { trackRotated(status, at: path, lineage) }
            return
        }
        guard lineage.isNew, !position.isVanished else { return }
        if !position.isSettled {
            say("\(lineage.path): the file followed before is gone; what it still held is lost")
            batch.append(.rotated, of: lineage)
        }
        position.isVanished = true
        position.lastSeen = clock.wall()
        remember(position, for: key)
    }

    /// The name and state of a known file, if it has one in this directory.
    func locate(_ key: FileKey, in directory: FilePath) -> (FilePath, FileStatus)? {
        for path in snapshot(of: directory).names(ofInode: key.inode) {
            // One that is gone again has its own notice.
            guard let status = try? FileStatus.read(path), status.kind == .regular else { continue }
            if self.key(of: status, at: path) == key { return (path, status) }
        }
        return nil
    }

    /// Keeps a position of a file that is not followed, here and in the log.
    func remember(_ position: FilePosition, for key: FileKey) {
        remembered[key] = position
        batch.otherPositions.append(InputPosition(input: key.text, bytes: position.bytes))
    }

    /// Whether what is at a configured path is something else than a file to follow there.
    func isOther(_ status: FileStatus, at path: FilePath, _ lineage: Lineage) -> Bool {
        let key = key(of: status, at: path)
        if let known = remembered[key], known.path != path, lineages[known.path]?.isNew == false {
            if !known.isSettled || known.check.offset < status.size { trackRotated(status, at: path, lineage) }
            return true
        }
        guard remembered[key] == nil, let name = path.lastComponent?.string else { return false }
        if RotatedName.isCompressed(name) {
            setTrouble("compressed; skipped", lineage)
            return true
        }
        return RotatedName.bases(of: name).contains { isCopyInTheMaking(status, at: path, of: $0) }
    }

    /// Whether a new file may be a copy of the followed one with this name beside it.
    ///
    /// Waits until it has not grown for a while; then a copy is taken as read as far as it goes.
    private func isCopyInTheMaking(_ status: FileStatus, at path: FilePath, of base: String) -> Bool {
        let basePath = path.removingLastComponent().appending(base)
        guard let original = lineages[basePath]?.current else { return false }
        let now = clock.now()
        guard let suspect = suspects[path], suspect.identity == status.identity, suspect.size == status.size else {
            suspects[path] = Suspect(identity: status.identity, size: status.size, since: now)
            nextTimer = min(nextTimer ?? .seconds(1 << 40), now + limits.quiet)
            return true
        }
        guard now - suspect.since >= limits.quiet else { return true }
        suspects[path] = nil
        guard let copied = copied(path, status, suspect, original) else { return false }
        var position = FilePosition(check: copied, lastSeen: clock.wall(), path: basePath)
        position.isSettled = true
        remember(position, for: key(of: status, at: path))
        return true
    }

    /// The check of the whole file, if the original holds all of it, or did until it was truncated a moment ago.
    private func copied(
        _ path: FilePath,
        _ status: FileStatus,
        _ suspect: Suspect,
        _ original: TailedFile
    ) -> ContentCheck? {
        // What cannot be read is tried again as a file of its own, which says why.
        guard status.size > 0, let open = try? ReadOnlyFile(path) else { return nil }
        guard let whole = try? reader.check(of: open, offset: status.size) else { return nil }
        if let truncatedAt = original.truncatedAt, truncatedAt >= suspect.since { return whole }
        return begins(original.location, as: whole) ? whole : nil
    }

    /// A new file beside a followed one.
    struct Suspect {
        let identity: FileIdentity
        let size: UInt64
        /// When its size was first seen.
        let since: Duration
    }
}
