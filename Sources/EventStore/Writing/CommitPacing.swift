/// When the committer takes what waits: at once for a follower, later for company when nobody watches.
struct CommitPacing: Sendable {
    /// The least time between two syncs.
    var minimumSyncInterval: Duration
    /// How long a batch waits for more while nobody follows.
    var linger: Duration
    /// As many bytes are a full block, which waits for nothing.
    var blockBytes: Int

    /// What the decision is made from.
    struct Situation: Hashable, Sendable {
        var waitingBytes: Int
        var oldestWait: Duration
        var sinceSync: Duration
        var isFollowed: Bool
        var isUrgent: Bool
    }

    /// How long to wait before the next commit; zero is now.
    func delay(_ situation: Situation) -> Duration {
        if situation.isUrgent || situation.waitingBytes >= blockBytes { return .zero }
        if situation.isFollowed { return max(.zero, minimumSyncInterval - situation.sinceSync) }
        return max(.zero, linger - situation.oldestWait)
    }
}
