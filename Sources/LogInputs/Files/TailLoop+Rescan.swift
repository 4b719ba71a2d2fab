internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// Takes the positions over that the log recovered.
    func recover(_ positions: [InputPosition]) {
        for position in positions {
            guard let key = FileKey(text: position.input), let known = FilePosition(bytes: position.bytes) else {
                say("the position of \(position.input) cannot be read; that file is read from its beginning")
                continue
            }
            remembered[key] = known
            // Also if the path names nothing now: what bore it may have to be read on under another name.
            _ = lineage(at: known.path)
        }
    }

    /// Looks at every path, and at every file that inotify may say nothing of.
    func rescan() {
        let start = clock.now()
        fileSystems.removeAll()
        var found: Set<FilePath> = []
        for input in inputs { found.formUnion(expand(input)) }
        let paths = found.union(lineages.keys)
        // The base of a rotated name comes first: it may claim the file.
        for path in paths.sorted(by: { ($0.length, $0.string) < ($1.length, $1.string) }) { examine(path) }
        for file in files.values { lookAtSize(file) }
        if start >= nextSweep { sweep() }
        forgetUnused(found)
        snapshots.removeAll()
        // Half a percent of the time at most, but at least once a minute.
        let cost = clock.now() - start
        nextRescan = clock.now() + max(limits.rescan, min(cost * 200, .seconds(60)))
    }

    private func expand(_ input: FileInput) -> [FilePath] {
        var expansion = input.pattern.expand()
        // What came before the watch did has no notice: once more.
        if watch(expansion.directories, input) { expansion = input.pattern.expand() }
        for failure in expansion.failures { complain(failure, input) }
        return expansion.files
    }

    /// True when a directory was not watched before.
    private func watch(_ directories: Set<FilePath>, _ input: FileInput) -> Bool {
        var isNew = false
        for directory in directories {
            do throws(SystemError) {
                if try notices.watch(directory: directory) { isNew = true }
            } catch {
                complain(error, input)
            }
        }
        return isNew
    }

    private func complain(_ error: SystemError, _ input: FileInput) {
        let text = "\(input.glob): \(error)"
        if complaints.insert(text).inserted { say(text) }
    }

    /// Logs a line, unless there were many: what is wrong with each path stands in the status anyway.
    func say(_ text: String) {
        linesSaid += 1
        if linesSaid <= limits.lines { logger.notice("\(text)") }
        if linesSaid == limits.lines { logger.notice("files: no more of this for an hour; see the status") }
    }

    private func lookAtSize(_ file: TailedFile) {
        if file.watch == nil || file.lastError != nil {
            enqueue(file)
        } else if file.state.stage != .current {
            enqueue(file)
        } else if let status = try? file.file?.status() {
            // A file that is closed was looked at under its path.
            if content(of: file, status) != .same { enqueue(file) }
            if status.links == 0 { refresh(file) }
        }
    }

    /// Marks the positions of files that are nowhere to be found.
    private func sweep() {
        nextSweep = clock.now() + .seconds(3600)
        linesSaid = 0
        for (key, position) in remembered.all where !position.isVanished {
            guard locate(key, in: position.path.removingLastComponent()) == nil else { continue }
            var missing = position
            missing.isVanished = true
            missing.lastSeen = clock.wall()
            remember(missing, for: key)
        }
    }

    /// Drops the positions of files that have been missing for long, and paths that a glob does not find any more.
    private func forgetUnused(_ found: Set<FilePath>) {
        let now = clock.wall()
        for (key, position) in remembered.all {
            guard position.isVanished, now >= position.lastSeen.advanced(bySeconds: limits.keepVanished) else {
                continue
            }
            remembered[key] = nil
            batch.otherPositions.append(InputPosition(input: key.text, bytes: []))
        }
        for (path, lineage) in lineages where lineage.isUnused && !found.contains(path) {
            setTrouble(nil, lineage)
            lineages[path] = nil
        }
    }
}
