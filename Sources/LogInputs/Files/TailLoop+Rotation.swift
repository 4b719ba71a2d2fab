internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// Finds what was rotated away from a path and is not followed: files known from the log and, when the file at the
    /// path is a new one, files younger than all that were known.
    ///
    /// All are taken in with one batch, and before the file at the path: once the log knows a file, none older is
    /// searched for. False when names moved all the time, so that the newcomer must not be taken in yet.
    func explore(_ lineage: Lineage, newcomer: FileStatus?) -> Bool {
        let newcomerKey = newcomer.map { key(of: $0, at: lineage.path) }
        let known = remembered.keys(of: lineage.path)
        let sought = lineage.needsSearch ? known.subtracting([newcomerKey].compactMap { $0 }) : []
        let isKnown = newcomerKey.map { known.contains($0) } ?? false
        let hasUnknown = !isKnown && !(known.isEmpty && lineage.isUnused)
        if hasUnknown || !sought.isEmpty {
            let found = look(beside: lineage.path, for: sought)
            guard isReliable(found, lineage, newcomer) else { return false }
            for sibling in found.siblings { files[sibling.status.identity]?.location = sibling.path }
            let landmark = hasUnknown ? youngest(of: lineage, but: nil) : nil
            for key in sought.sorted(by: { $0.birth < $1.birth }) { resume(key, at: found.known[key], lineage) }
            if let landmark { follow(found.siblings, youngerThan: landmark, newcomer, lineage) }
        }
        (lineage.needsSearch, lineage.isNew) = (false, false)
        return true
    }

    private func isReliable(_ found: Surroundings, _ lineage: Lineage, _ newcomer: FileStatus?) -> Bool {
        // What is at the path now, if anything, is the same still.
        let isStill = found.isStill && (try? FileStatus.read(lineage.path))?.identity == newcomer?.identity
        lineage.failedSearches = isStill ? 0 : lineage.failedSearches + 1
        // Names that never rest must not keep the rest from being read.
        return isStill || lineage.failedSearches > limits.searches
    }

    /// Follows the unknown files of a path that are younger than a known one.
    private func follow(
        _ siblings: [Sibling],
        youngerThan landmark: Landmark,
        _ newcomer: FileStatus?,
        _ lineage: Lineage
    ) {
        let end = newcomer.map { Sibling(path: lineage.path, status: $0).landmark }
        for sibling in siblings where landmark.isOlder(than: sibling.landmark) {
            // What is younger than the file at the path was not renamed from there, but perhaps copied.
            guard end.map({ sibling.landmark.isOlder(than: $0) }) ?? true else { continue }
            guard files[sibling.status.identity] == nil, sibling.status.identity != newcomer?.identity else { continue }
            guard remembered[key(of: sibling.status, at: sibling.path)] == nil else { continue }
            trackRotated(sibling.status, at: sibling.path, lineage)
        }
    }

    /// Reads what is left of a known file, or notes that it has no name any more.
    private func resume(_ key: FileKey, at place: Sibling?, _ lineage: Lineage) {
        guard var position = remembered[key] else { return }
        if let place {
            position.isVanished = false
            remembered[key] = position
            if files[place.status.identity] == nil { trackRotated(place.status, at: place.path, lineage) }
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
