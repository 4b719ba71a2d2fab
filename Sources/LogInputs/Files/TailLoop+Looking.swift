internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// Takes the notices in.
    func look() {
        let changes: Notices.Changes
        do throws(SystemError) {
            changes = try notices.take()
        } catch {
            logger.error("\(error)")
            return nextRescan = .zero
        }
        for path in changes.removed { lineages[path]?.needsSearch = true }
        if changes.isIncomplete {
            for lineage in lineages.values { lineage.needsSearch = true }
            nextRescan = .zero
        }
        for file in changes.grown { enqueue(file) }
        for file in changes.deleted where files[file.identity] === file { vanished(file, isCertain: true) }
        for file in changes.touched where files[file.identity] === file { refresh(file) }
        followMoves(changes.moved)
        var paths = changes.paths.union(lookAgain)
        lookAgain.removeAll()
        if paths.contains(where: { path in inputs.contains { $0.pattern.leads(through: path) } }) { nextRescan = .zero }
        // The base of a rotated name comes first: it may claim the file.
        if paths.count > 1 { paths = paths.filter { isConfigured($0) } }
        for path in paths.sorted(by: { $0.length < $1.length }) { examine(path) }
        noteSiblings(changes.paths)
        snapshots.removeAll()
    }

    /// Looks at what a configured path names now; any other path is ignored.
    func examine(_ path: FilePath) {
        guard let lineage = lineage(at: path) else { return }
        do throws(SystemError) {
            let status = try FileStatus.read(path)
            guard status.kind == .regular else {
                leave(lineage, for: nil)
                let kind = status.kind == .directory ? "a directory" : "no regular file"
                return setTrouble("\(kind); skipped", lineage)
            }
            arrive(status, at: path, lineage)
        } catch {
            guard error.code == .noSuchFileOrDirectory || error.code == .notDirectory else {
                return setTrouble("\(error)", lineage)
            }
            leave(lineage, for: nil)
            if !explore(lineage, newcomer: nil) { lookAgain.insert(path) }
            if lineage.members.isEmpty, lineage.isExpected { setTrouble("not there; waiting for it", lineage) }
        }
    }

    /// Says why a path cannot be read, once.
    func setTrouble(_ text: String?, _ lineage: Lineage) {
        guard lineage.trouble != text else { return }
        lineage.trouble = text
        report.setTrouble(text, at: lineage.path)
        if let text { say("\(lineage.path): \(text)") }
    }

    /// A regular file is at a configured path.
    private func arrive(_ status: FileStatus, at path: FilePath, _ lineage: Lineage) {
        if let current = lineage.current, current.identity == status.identity {
            current.location = path
            if lineage.needsSearch {
                followUnnoticedCopies(of: current)
                if !explore(lineage, newcomer: status) { lookAgain.insert(path) }
            }
            if content(of: current, status) != .same || current.lastError != nil { enqueue(current) }
            return setTrouble(nil, lineage)
        }
        if let known = files[status.identity] { return returned(known, to: path, lineage) }
        leave(lineage, for: status.identity)
        guard !isOther(status, at: path, lineage) else { return }
        guard explore(lineage, newcomer: status) else {
            lookAgain.insert(path)
            return
        }
        guard files[status.identity] == nil else { return }
        let isKnown = remembered[key(of: status, at: path)] != nil
        track(status, at: path, lineage)
        if isKnown, let current = lineage.current { followUnnoticedCopies(of: current) }
    }

    /// A followed file is at a path: its own again, or a second one.
    private func returned(_ known: TailedFile, to path: FilePath, _ lineage: Lineage) {
        known.location = path
        guard known.lineage === lineage else { return leave(lineage, for: known.identity) }
        leave(lineage, for: known.identity)
        known.see(.same, at: clock.now())
        lineage.remove(known)
        lineage.insert(known)
        enqueue(known)
    }

    /// The path does not name the file any more that was read there.
    private func leave(_ lineage: Lineage, for newcomer: FileIdentity?) {
        guard let file = lineage.current else { return }
        let look = FileLook(atPath: newcomer, size: file.size, links: links(of: file), checkHolds: nil)
        file.see(look.place(of: file.identity), at: clock.now())
        if file.state.stage != .current { enqueue(file) }
    }

    /// What became of a file's contents, going by its length.
    func content(of file: TailedFile, _ status: FileStatus, checkHolds: Bool? = nil) -> FileLook.Content {
        let look = FileLook(atPath: nil, size: status.size, links: status.links, checkHolds: checkHolds)
        return look.content(read: file.offset, seen: max(file.size, file.scanned))
    }

    /// How many names the file has; 1 when nobody can say.
    private func links(of file: TailedFile) -> UInt32 {
        // A closed file is looked for when it is to be read.
        (try? file.file?.status().links) ?? 1
    }

    /// The number of names or the mode changed.
    func refresh(_ file: TailedFile) {
        if links(of: file) == 0 {
            file.see(.gone, at: clock.now())
            enqueue(file)
        } else if file.lastError != nil {
            enqueue(file)
        }
    }

    /// Looks at where files were moved: those of a configured path are of its lineage, also if nobody saw them there.
    private func followMoves(_ ends: Set<FilePath>) {
        let moves = ends.compactMap { end in notices.origin(of: end).map { (end: end, base: lineage(at: $0)) } }
        for move in moves { move.base.map { leave($0, for: nil) } }
        for (end, base) in moves.sorted(by: { RotatedName.isOlder($0.end.string, than: $1.end.string) }) {
            // A name that is gone again, or another file's already, has a notice that is still to come.
            guard let status = try? FileStatus.read(end) else { continue }
            if let file = files[status.identity] {
                moved(file, to: end)
            } else if let base, status.kind == .regular, !RotatedName.isCompressed(end.string) {
                movedUnseen(status, to: end, base)
            }
        }
    }

    /// A file that nobody looked at was moved from a configured path, perhaps after others.
    private func movedUnseen(_ status: FileStatus, to end: FilePath, _ lineage: Lineage) {
        let bases = end.lastComponent.map { RotatedName.bases(of: $0.string) } ?? []
        if remembered[key(of: status, at: end)] == nil,
            end.removingLastComponent() == lineage.path.removingLastComponent(),
            bases.contains(where: { $0 == lineage.path.lastComponent?.string })
        {
            // They are taken in together, so that none is passed over.
            lineage.needsSearch = true
            lookAgain.insert(lineage.path)
        } else {
            trackRotated(status, at: end, lineage)
        }
    }

    private func moved(_ file: TailedFile, to end: FilePath) {
        file.location = end
        if end == file.lineage.path { lookAgain.insert(end) }
        guard file.state.stage == .current, end != file.lineage.path else { return }
        file.see(.renamedAway, at: clock.now())
        enqueue(file)
    }

    private func followUnnoticedCopies(of file: TailedFile) {
        if file.offset == 0 { followCopies(ofUnread: file, among: siblings(of: file.lineage.path)) }
    }

    /// A new file beside one of which nothing was read yet may be a copy of what that held before it was truncated.
    private func noteSiblings(_ paths: Set<FilePath>) {
        var siblings: [FilePath: [FilePath]] = [:]
        for path in paths {
            for base in path.lastComponent.map({ RotatedName.bases(of: $0.string) }) ?? [] {
                let basePath = path.removingLastComponent().appending(base)
                if lineages[basePath] != nil { siblings[basePath, default: []].append(path) }
            }
        }
        for (path, found) in siblings {
            guard let lineage = lineages[path] else { continue }
            if lineage.needsSearch { examine(path) }
            guard let file = lineage.current, file.offset == 0 else { continue }
            followCopies(ofUnread: file, among: found.compactMap { sibling(at: $0) })
        }
    }

    func isConfigured(_ path: FilePath) -> Bool {
        lineages[path] != nil || inputs.contains { $0.pattern.matches(path) }
    }

    /// The lineage of a path, made if the path is a configured one.
    func lineage(at path: FilePath) -> Lineage? {
        if let known = lineages[path] { return known }
        guard let input = inputs.first(where: { $0.pattern.matches(path) }) else { return nil }
        let lineage = Lineage(
            path: path,
            unit: input.unitName(of: path),
            host: host,
            isExpected: input.pattern.isLiteral
        )
        lineages[path] = lineage
        return lineage
    }
}
