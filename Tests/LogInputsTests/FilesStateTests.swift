import SystemIO
import Testing

@testable import LogInputs

@Suite struct FilesStateTests {
    let own = FileIdentity(device: 1, inode: 2, birth: 3)
    let other = FileIdentity(device: 1, inode: 4, birth: 5)

    @Test func `a path that names the file is the same file`() {
        #expect(FileLook(atPath: own, size: 0, links: 1).place(of: own) == .same)
    }

    @Test func `a path that names nothing means renamed away while the file has a name`() {
        #expect(FileLook(atPath: nil, size: 0, links: 1).place(of: own) == .renamedAway)
    }

    @Test func `a path that names another file means replaced`() {
        #expect(FileLook(atPath: other, size: 0, links: 1).place(of: own) == .replaced)
    }

    @Test(arguments: [nil, FileIdentity(device: 1, inode: 2, birth: 9)])
    func `a file without a name is gone, whoever has its path or its inode`(atPath: FileIdentity?) {
        #expect(FileLook(atPath: atPath, size: 0, links: 0).place(of: own) == .gone)
    }

    @Test(arguments: [
        (10, true as Bool?, FileLook.Content.same), (10, nil, .same), (11, true, .grown),
        (9, true, .truncated(hasRegrown: true)),
        (4, nil, .truncated(hasRegrown: false)), (10, false, .truncated(hasRegrown: true)),
        (5, false, .truncated(hasRegrown: true)), (3, false, .truncated(hasRegrown: false)),
    ])
    func `contents are same, grown or truncated by size and check`(
        size: Int,
        holds: Bool?,
        expected: FileLook.Content
    ) {
        let look = FileLook(atPath: own, size: UInt64(size), links: 1, checkHolds: holds)
        #expect(look.content(read: 5, seen: 10) == expected)
    }
}

@Suite struct FilesFollowStateTests {
    func tick(_ state: inout FollowState, _ now: Duration) -> Bool { state.tick(at: now) }

    func state() -> FollowState { FollowState(quiet: .seconds(2), lateness: .seconds(60)) }

    @Test func `a current file stays current at its path and holds its successors`() {
        var state = state()
        state.see(.same)
        state.reachedEnd(grew: true, unchanged: .zero, at: .seconds(1))
        #expect(state.stage == .current)
        #expect(!state.releasesSuccessor)
        #expect(state.deadline == nil)
    }

    @Test(arguments: [FileLook.Place.renamedAway, .replaced, .gone])
    func `a file that left its path is read to its end and two quiet seconds before its successor`(
        place: FileLook.Place
    ) {
        var state = state()
        state.see(place)
        #expect(state.stage == .draining)
        #expect(state.isDeleted == (place == .gone))
        #expect(state.deadline == nil, "no time runs before the end was reached")
        state.reachedEnd(grew: true, unchanged: .zero, at: .seconds(10))
        #expect(!tick(&state, .seconds(11)))
        state.reachedEnd(grew: true, unchanged: .zero, at: .seconds(11))
        #expect(!tick(&state, .seconds(12)), "growth begins the wait again")
        #expect(tick(&state, .seconds(13)))
        #expect(state.releasesSuccessor)
    }

    @Test func `late lines are taken for sixty seconds after the last one`() {
        var state = state()
        state.see(.renamedAway)
        state.reachedEnd(grew: false, unchanged: .zero, at: .zero)
        _ = state.tick(at: .seconds(2))
        state.reachedEnd(grew: true, unchanged: .zero, at: .seconds(50))
        #expect(!tick(&state, .seconds(100)))
        #expect(tick(&state, .seconds(110)))
        #expect(state.stage == .settled)
    }

    @Test func `a renamed file that never stops growing holds its successor for a minute at most`() {
        var state = state()
        state.see(.replaced)
        for second in 0..<60 {
            state.reachedEnd(grew: true, unchanged: .zero, at: .seconds(second))
            #expect(!tick(&state, .seconds(second)))
        }
        #expect(tick(&state, .seconds(60)))
        #expect(state.releasesSuccessor)
    }

    @Test func `a file that comes back to its path is current again`() {
        var state = state()
        state.see(.renamedAway)
        state.reachedEnd(grew: false, unchanged: .zero, at: .zero)
        state.see(.same)
        #expect(state.stage == .current)
    }

    @Test func `a file that was rotated long ago releases its successor at its end`() {
        var state = state()
        state.see(.renamedAway)
        state.reachedEnd(grew: true, unchanged: .seconds(3), at: .zero)
        #expect(tick(&state, .zero))
        #expect(state.releasesSuccessor)
    }
}
