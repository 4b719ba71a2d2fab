internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// The key of a file that the path names.
    func key(of status: FileStatus, at path: FilePath) -> FileKey {
        let device = status.identity.device
        let fileSystem = fileSystems[device] ?? FileStatus.fileSystemID(path)
        fileSystems[device] = fileSystem
        return FileKey(status.identity, fileSystem: fileSystem)
    }

    /// Begins to follow the file at a path.
    func track(_ status: FileStatus, at path: FilePath, _ lineage: Lineage) {
        guard files[status.identity] == nil else { return }
        let file = admit(status, at: path, lineage)
        lineage.insert(file)
        begin(file)
    }

    /// Begins to follow a file that was rotated away before it was read to its end, if there is need.
    func trackRotated(
        _ status: FileStatus,
        at path: FilePath,
        _ lineage: Lineage,
        isCopy: Bool = false,
        from check: ContentCheck? = nil
    ) {
        // To begin with one file may lead to others, and so to one that was about to be begun with.
        guard files[status.identity] == nil else { return }
        let known = remembered[key(of: status, at: path)]
        if let known, known.isSettled, known.check.offset >= status.size { return }
        let file = admit(status, at: path, known.flatMap { lineages[$0.path] } ?? lineage)
        file.see(.renamedAway, at: clock.now())
        // Copying was over when the original was truncated.
        file.isKnownCopy = isCopy || check != nil
        if let current = file.lineage.current, !file.isKnownCopy, current.isOlder(than: file) {
            // It cannot be at its path any more, unless it came back.
            current.see(.renamedAway, at: clock.now())
            enqueue(current)
            lookAgain.insert(file.lineage.path)
        }
        file.lineage.insert(file)
        if known == nil, let check { file.resume(check) }
        begin(file)
    }

    /// Takes a file in by its identity alone: under rotation its name may already be another's.
    private func admit(_ status: FileStatus, at path: FilePath, _ lineage: Lineage) -> TailedFile {
        let key = key(of: status, at: path)
        let file = TailedFile(
            status,
            key: key,
            at: path,
            lineage: lineage,
            limits: limits,
            slot: nextSlot,
            now: clock.wall()
        )
        nextSlot += 1
        files[file.identity] = file
        return file
    }

    private func begin(_ file: TailedFile) {
        setTrouble(nil, file.lineage)
        suspects[file.location] = nil
        if let known = remembered[file.key] {
            remembered[file.key] = nil
            file.resume(known.check)
            file.lastRead = known.lastSeen
        }
        batch.moves(file)
        report.update([file])
        enqueue(file)
        // What fails now is tried again at the file's turn.
        guard let open = try? openFiles.open(file) else { return }
        watch(file, open)
        checkContents(file, open)
        hold(file)
    }

    /// Notes how a file begins that has to wait for older ones before anything of it is read, so that it is seen when it
    /// is truncated meanwhile.
    func hold(_ file: TailedFile) {
        guard file.offset == 0, !file.lineage.mayRead(file) else { return }
        // What fails now, as when the file is just being renamed, is tried again at the file's turn.
        guard let open = try? openFiles.open(file), let status = try? open.status() else { return }
        if let before = file.heldBack, (try? reader.holds(before, in: open)) == false { return truncated(file, status) }
        if status.size > 0 { file.heldBack = try? reader.check(of: open, offset: min(status.size, 1024)) }
    }

    /// Watches an open file that is not watched yet.
    func watch(_ file: TailedFile, _ open: ReadOnlyFile) {
        guard file.watch == nil else { return }
        do throws(SystemError) {
            try notices.watch(file, open)
        } catch {
            let text = "inotify: \(error.code); some files are only looked at every \(limits.rescan)"
            if complaints.insert(text).inserted { say("\(text); raise the sysctl fs.inotify.max_user_watches") }
        }
    }

    /// A file whose contents were replaced while nobody looked is found now, so that its copies are not taken for new.
    private func checkContents(_ file: TailedFile, _ open: ReadOnlyFile) {
        // What fails now is tried again at the file's turn.
        guard (try? reader.holds(file.check, in: open)) == false, let status = try? open.status() else { return }
        truncated(file, status)
    }

    /// The contents up to the offset are gone: goes on with the copy, if there is one, and begins again.
    func truncated(_ file: TailedFile, _ status: FileStatus) {
        let wasAtEnd = file.wasRead && file.size <= file.offset && !file.hasPartial
        let isShorter = content(of: file, status, checkHolds: false) == .truncated(hasRegrown: false)
        if !followCopy(of: file), !(wasAtEnd && isShorter) {
            say("\(file.location): truncated before all of it was read")
            batch.append(.truncated, of: file.lineage)
        }
        file.restart(size: status.size)
        file.truncatedAt = clock.now()
        batch.moves(file)
        enqueue(file)
        hold(file)
    }

    /// Finds the copy that holds what was read of the file, and follows it and what was rotated after it.
    private func followCopy(of file: TailedFile) -> Bool {
        guard file.state.stage == .current else { return false }
        let all = siblings(of: file.lineage.path)
        guard file.offset > 0 else { return followCopies(ofUnread: file, among: all) }
        let siblings = all.filter { mayBelong($0, to: file.lineage) }
        let copies = siblings.filter { mayBeCopy($0, of: file) && begins($0.path, as: file.check) }
        guard let copy = copies.max(by: { $0.status.modified < $1.status.modified }) else { return false }
        suspects[copy.path] = nil
        trackRotated(copy.status, at: copy.path, file.lineage, from: file.check)
        for sibling in siblings where copy.landmark.isOlder(than: sibling.landmark) {
            guard remembered[key(of: sibling.status, at: sibling.path)] == nil else { continue }
            trackRotated(sibling.status, at: sibling.path, file.lineage, isCopy: true)
        }
        return true
    }

    /// Follows what was copied from a file of which nothing had been read, so that only age tells: what is younger than
    /// all that was known, and not just a part of what the file still holds.
    @discardableResult
    func followCopies(ofUnread file: TailedFile, among siblings: [Sibling]) -> Bool {
        let others = youngest(of: file.lineage, but: file)
        // Times of birth are those of the last tick, some ms ago.
        let known = others ?? Landmark(age: (file.lastRead.microseconds - 20_000) * 1000, name: nil)
        let copies = siblings.filter { sibling in
            guard files[sibling.status.identity] == nil, known.isOlder(than: sibling.landmark) else { return false }
            guard remembered[key(of: sibling.status, at: sibling.path)] == nil else { return false }
            // A file that a glob names may be one of its own, where copying is not the custom.
            return (others != nil || !isConfigured(sibling.path)) && !isPart(sibling, of: file)
        }
        // Asked after the search: had the file been renamed before its end, what was found may be its successors.
        guard (try? FileStatus.read(file.lineage.path).identity) == file.identity else { return false }
        for copy in copies { trackRotated(copy.status, at: copy.path, file.lineage, isCopy: true) }
        return !copies.isEmpty
    }

    private func isPart(_ sibling: Sibling, of file: TailedFile) -> Bool {
        // What cannot be read is nothing to follow.
        guard let open = try? ReadOnlyFile(sibling.path) else { return true }
        guard let whole = try? reader.check(of: open, offset: sibling.status.size) else { return true }
        return begins(file.location, as: whole)
    }

    /// Whether nothing is known of a sibling but, perhaps, that it was rotated from this path.
    private func mayBelong(_ sibling: Sibling, to lineage: Lineage) -> Bool {
        guard files[sibling.status.identity] == nil else { return false }
        let known = remembered[key(of: sibling.status, at: sibling.path)]
        return known == nil || known?.path == lineage.path
    }

    /// Whether a sibling is long enough for a copy and, when little was read, so that others may begin alike, made
    /// since.
    private func mayBeCopy(_ sibling: Sibling, of file: TailedFile) -> Bool {
        guard sibling.status.size >= file.offset else { return false }
        let modified = Timestamp(microseconds: sibling.status.modified)
        return file.offset >= 1024 || modified > file.lastRead.advanced(bySeconds: -60)
    }

    /// Whether the file at a path begins with what the check is of.
    func begins(_ path: FilePath, as check: ContentCheck) -> Bool {
        // What cannot be read is no copy that could be read on.
        guard let open = try? ReadOnlyFile(path) else { return false }
        return (try? reader.holds(check, in: open)) ?? false
    }
}
