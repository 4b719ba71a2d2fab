internal import LogModel
internal import Logging
internal import SystemIO
internal import SystemPackage

extension TailLoop {
    /// Reads one file's turn and draws the conclusions.
    func takeTurn(_ file: TailedFile) {
        do throws(SystemError) {
            guard let open = try open(file) else { return missing(file) }
            watch(file, open)
            let (offset, scanned) = (file.offset, file.scanned)
            let heldBack = file.heldBack
            file.heldBack = nil
            if let heldBack, try !reader.holds(heldBack, in: open) { return truncated(file, try open.status()) }
            let outcome = try reader.read(file, from: open)
            (file.lastError, file.missingSince) = (nil, nil)
            if file.offset != offset {
                batch.moves(file)
                (file.partialSince, file.lastRead) = (nil, batch.time)
            }
            switch outcome {
            case .more: enqueue(file)
            case .atEnd: reachedEnd(file, grew: file.scanned != scanned)
            case .truncated: truncated(file, try open.status())
            }
        } catch {
            failed(file, error)
        }
    }

    /// Opens a file by its last name, else by any name in that directory; nil when it has none there.
    private func open(_ file: TailedFile) throws(SystemError) -> ReadOnlyFile? {
        do throws(SystemError) {
            if let open = try openFiles.open(file) { return open }
        } catch {
            guard error.code == .noSuchFileOrDirectory else { throw error }
        }
        let names = DirectorySnapshot(of: file.location.removingLastComponent(), at: clock.wall()).names(
            ofInode: file.identity.inode
        )
        for name in names {
            guard let open = try? ReadOnlyFile(name), try open.status().identity == file.identity else { continue }
            file.location = name
            openFiles.keep(file, open)
            return open
        }
        return nil
    }

    /// Said once; tried again at the next look at every path.
    private func failed(_ file: TailedFile, _ error: SystemError) {
        if file.lastError == nil { say("\(error)") }
        file.lastError = "\(error)"
        readNext(of: file.lineage)
    }

    /// A file has no name where it was. It may just be getting another; its end would have its own notice.
    private func missing(_ file: TailedFile) {
        let now = clock.now()
        let since = file.missingSince ?? now
        guard now < since + limits.quiet else { return vanished(file, isCertain: false) }
        file.missingSince = since
        schedule(file)
    }

    private func reachedEnd(_ file: TailedFile, grew: Bool) {
        let now = clock.now()
        file.wasRead = true
        file.takesPartial = false
        file.partialSince = file.hasPartial ? file.partialSince ?? now : nil
        if file.state.stage == .settled { return letGo(file) }
        file.state.reachedEnd(grew: grew, unchanged: unchanged(file), at: now)
        schedule(file)
    }

    /// How long a rotated file is known to have had its contents since it was renamed; renaming it once more, as each
    /// rotation does, does not count.
    private func unchanged(_ file: TailedFile) -> Duration {
        guard file.state.stage == .draining else { return .zero }
        if file.isCopy { return limits.quiet }
        guard let status = try? file.file?.status() else { return .zero }
        let wall = clock.wall().microseconds
        let left = file.leftAt.map { clock.now() - $0 } ?? .zero
        return max(.microseconds(wall - status.changed), min(.microseconds(wall - status.modified), left), .zero)
    }

    /// The file need not be waited for any more: an unfinished line goes out, and its successors are read.
    private func release(_ file: TailedFile) {
        batch.moves(file)
        if file.hasPartial {
            file.takesPartial = true
            enqueue(file)
        }
        file.lineage.release(file)
        readNext(of: file.lineage)
    }

    private func readNext(of lineage: Lineage) {
        if let next = lineage.next { enqueue(next) }
    }

    private func schedule(_ file: TailedFile) {
        guard let deadline = deadline(of: file) else { return timed[ObjectIdentifier(file)] = nil }
        timed[ObjectIdentifier(file)] = file
        nextTimer = min(nextTimer ?? deadline, deadline)
    }

    private func deadline(of file: TailedFile) -> Duration? {
        let partial = file.partialSince.map { $0 + limits.partialLine }
        let retry = file.missingSince.map { _ in clock.now() + limits.coalescing }
        return [partial, retry, file.state.deadline].compactMap { $0 }.min()
    }

    /// Does what time alone brings.
    func runTimers() {
        let now = clock.now()
        guard let next = nextTimer, now >= next else { return }
        for path in suspects.keys { examine(path) }
        suspects = suspects.filter { now < $0.value.since + limits.quiet }
        for file in timed.values where !file.isQueued { runTimers(of: file, now) }
        nextTimer = timed.values.compactMap { deadline(of: $0) }.min()
        for suspect in suspects.values {
            let deadline = suspect.since + limits.quiet
            nextTimer = min(nextTimer ?? deadline, deadline)
        }
    }

    private func runTimers(of file: TailedFile, _ now: Duration) {
        if file.missingSince != nil { return enqueue(file) }
        if let since = file.partialSince, now >= since + limits.partialLine {
            file.takesPartial = true
            return enqueue(file)
        }
        let wasReleased = file.state.releasesSuccessor
        guard file.state.tick(at: now) else { return }
        if file.state.stage == .settled {
            guard file.hasPartial else { return letGo(file) }
            file.takesPartial = true
            enqueue(file)
        } else if !wasReleased, file.state.releasesSuccessor {
            release(file)
        }
    }

    /// Ends the following of a file that was read to its end.
    private func letGo(_ file: TailedFile) {
        end(file)
        if file.state.isDeleted {
            batch.otherPositions.append(InputPosition(input: file.key.text, bytes: []))
        } else {
            remember(file.position(at: clock.wall()), for: file.key)
        }
    }

    /// A file cannot be found any more, and no descriptor holds it.
    func vanished(_ file: TailedFile, isCertain: Bool) {
        if file.size > file.offset {
            say("\(file.location): gone before all of it was read")
            batch.append(.rotated, of: file.lineage)
        }
        end(file)
        if isCertain {
            batch.otherPositions.append(InputPosition(input: file.key.text, bytes: []))
        } else {
            var position = file.position(at: clock.wall())
            position.isVanished = true
            remember(position, for: file.key)
        }
        readNext(of: file.lineage)
        lookAgain.insert(file.lineage.path)
    }

    private func end(_ file: TailedFile) {
        notices.unwatch(file)
        openFiles.close(file)
        file.isInBatch = false
        file.lineage.remove(file)
        files[file.identity] = nil
        timed[ObjectIdentifier(file)] = nil
        report.remove(file)
    }
}
